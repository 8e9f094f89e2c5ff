package dev.retort.engine.program;

import java.util.Locale;
import java.util.regex.Pattern;

/// Names of the environment variables of a child process.
public final class VariableName {
  private static final Pattern OTHER = Pattern.compile("[^A-Z0-9]");

  private VariableName() {}

  /// `RETORT_` and a name of Retort's own: `sequence_file` is `RETORT_SEQUENCE_FILE`.
  public static String own(String name) {
    return "RETORT_" + upperCase(name);
  }

  /// The variable of a parameter: `e-value` is `RETORT_PARAM_E_VALUE`.
  public static String parameter(String name) {
    return own("param_" + name);
  }

  /// The variable of a further file: `matrix` is `RETORT_FILE_MATRIX`.
  public static String file(String name) {
    return own("file_" + name);
  }

  private static String upperCase(String name) {
    return OTHER.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_");
  }
}

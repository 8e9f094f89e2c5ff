package dev.retort.core.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The public description of a program for clients.
///
/// @param title title for people; null for none
/// @param parameters a JSON Schema (2020-12) of one object, as text; `{}` refuses every parameter
/// @param result a JSON Schema of the result, as text; null if the result is not JSON or not
///   described
/// @param sequence the main input
/// @param files optional and required input files
public record ProgramDescription(
    @Nullable String title,
    String parameters,
    @Nullable String result,
    SequenceParameter sequence,
    List<FileParameter> files) {

  /// No title, no parameters, no files.
  public static final ProgramDescription DEFAULTS =
      new ProgramDescription(null, "{}", null, SequenceParameter.DEFAULTS, List.of());

  public ProgramDescription {
    files = List.copyOf(files);
  }

  /// An additional input file of a program.
  ///
  /// @param name its name, which is also a placeholder in the command
  /// @param required whether every query must include the file
  /// @param maxBytes maximum length in bytes
  /// @param fileName the name of the file for the program
  /// @param keepClientName whether the program gets the name that the client gave the file, made
  ///   safe, instead of `fileName`
  public record FileParameter(
      String name, boolean required, long maxBytes, String fileName, boolean keepClientName) {
    /// The default maximum length: 64 MiB.
    public static final long DEFAULT_MAX_BYTES = 64L << 20;

    public FileParameter {
      InputName.require(fileName);
    }

    /// A file whose file name is its name.
    public FileParameter(String name, boolean required, long maxBytes) {
      this(name, required, maxBytes, name, false);
    }

    public FileParameter withFileName(String value) {
      return new FileParameter(name, required, maxBytes, value, keepClientName);
    }

    public FileParameter withKeepClientName(boolean value) {
      return new FileParameter(name, required, maxBytes, fileName, value);
    }
  }

  public ProgramDescription withTitle(@Nullable String value) {
    return new ProgramDescription(value, parameters, result, sequence, files);
  }

  public ProgramDescription withParameters(String schema) {
    return new ProgramDescription(title, schema, result, sequence, files);
  }

  public ProgramDescription withResult(@Nullable String schema) {
    return new ProgramDescription(title, parameters, schema, sequence, files);
  }

  public ProgramDescription withSequence(SequenceParameter value) {
    return new ProgramDescription(title, parameters, result, value, files);
  }

  public ProgramDescription withFiles(List<FileParameter> value) {
    return new ProgramDescription(title, parameters, result, sequence, value);
  }
}

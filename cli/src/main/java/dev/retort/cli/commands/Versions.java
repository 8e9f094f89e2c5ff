package dev.retort.cli.commands;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The versions of Retort and its platform. Thread-safe.
public final class Versions implements IVersionProvider {
  private static final String SQLITE = "/META-INF/maven/org.xerial/sqlite-jdbc/pom.properties";

  /// The version in the jar's manifest.
  static String retort() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"retort " + retort()};
  }

  /// The version of SQLite: the first three numbers of the driver's version.
  private static String sqlite() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(SQLITE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      // unknown, as below
    }
    return properties.getProperty("version", "(unknown)");
  }

  /// All versions for a bug report, one a line.
  static List<String> all() {
    return List.of(
        "retort " + retort(),
        "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        "sqlite " + sqlite(),
        "os "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
  }
}

package dev.retort.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which Retort this is, and what it stands on. Thread-safe.
final class Versions implements IVersionProvider {
  private static final String SQLITE = "/META-INF/maven/org.xerial/sqlite-jdbc/pom.properties";

  /// Of the jar's manifest.
  static String retort() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"retort " + retort()};
  }

  /// The driver's, whose first three numbers are SQLite's.
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

  /// Everything that a report of a fault should name, one a line.
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

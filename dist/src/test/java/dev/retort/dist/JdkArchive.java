package dev.retort.dist;

import dev.retort.test.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// A tar.gz with a JDK, and its SHA-256.
record JdkArchive(Path file, String sha256) {
  private static final String COMMANDS =
      "\"$1\" --add-modules jdk.compiler --output small && tar -c small | gzip -1 >small.tar.gz";

  static JdkArchive of(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return new JdkArchive(file, HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The `java` and `javac` of the JDK that runs this, and little else.
  static JdkArchive small(Path directory) throws Exception {
    String jlink = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
    Path log = directory.resolve("log");
    int exitCode =
        new ProcessBuilder("sh", "-c", COMMANDS, "sh", jlink)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    Needed.here(
        "a jlink that makes a small JDK",
        exitCode == 0 ? Optional.empty() : Optional.of(Files.readString(log)));
    return of(directory.resolve("small.tar.gz"));
  }
}

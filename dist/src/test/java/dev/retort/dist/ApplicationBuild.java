package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.Needed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A copy of an example, built by Maven with the modules of this build.
///
/// @param directory the copy
record ApplicationBuild(Path directory) {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
  private static final String VERSION = "0.1.0";

  /// The modules that an application gets, by their directories.
  private static final Map<String, String> MODULES =
      Map.of(
          "core", "retort-core",
          "warden", "retort-warden",
          "engine", "retort-engine",
          "store-sqlite", "retort-store-sqlite");

  /// Copies an example.
  ///
  /// @param name its directory below `examples`
  static ApplicationBuild copy(String name, Path directory) throws IOException {
    Path original = ROOT.resolve("examples").resolve(name);
    for (String part : List.of("pom.xml", "src")) {
      copyTree(original.resolve(part), directory.resolve(part));
    }
    return new ApplicationBuild(directory);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /// Replaces text in its pom.
  ApplicationBuild with(String old, String replacement) throws IOException {
    Path pom = directory.resolve("pom.xml");
    String text = Files.readString(pom);
    assertThat(text).contains(old);
    Files.writeString(pom, text.replace(old, replacement));
    return this;
  }

  /// Runs `mvn package`. Other artifacts come from the user's local repository, or are downloaded
  /// to it.
  ApplicationBuild build() throws IOException, InterruptedException {
    Path repository = directory.resolve("repository");
    put(repository, "bom", "retort-bom");
    put(repository, ".", "retort-parent");
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      put(repository, module.getKey(), module.getValue());
    }
    ProcessBuilder maven =
        new ProcessBuilder(
            ROOT.resolve("mvnw").toString(),
            "-q",
            "-B",
            "-f",
            directory.resolve("pom.xml").toString(),
            "-Dmaven.repo.local.tail=" + repository,
            "package");
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = maven.directory(ROOT.toFile()).redirectErrorStream(true).start();
    String output;
    try (var reader = process.inputReader()) {
      output = reader.readAllAsString();
    }
    int code = process.waitFor();
    Needed.here("a Maven repository", !output.contains("Could not transfer artifact"));
    assertThat(code).as(output).isZero();
    return this;
  }

  private static void put(Path repository, String module, String artifact) {
    Path to = repository.resolve("dev/retort").resolve(artifact).resolve(VERSION);
    String name = artifact + "-" + VERSION;
    try {
      Files.createDirectories(to);
      Files.copy(ROOT.resolve(module).resolve("pom.xml"), to.resolve(name + ".pom"));
      Path jar = ROOT.resolve("dist/target/retort/lib").resolve(name + ".jar");
      if (Files.exists(jar)) {
        Files.copy(jar, to.resolve(name + ".jar"));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

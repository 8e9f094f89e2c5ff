package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An application whose build chose other versions of the libraries that Retort needs.
final class LibraryVersionsTest {
  private static final Path LIB = Path.of("target/retort/lib").toAbsolutePath();
  private static final Path OTHERS = Path.of("target/other-versions").toAbsolutePath();
  private static final Path OLD_DATABASE =
      Path.of("../store-sqlite/src/test/resources/dev/retort/store/sqlite/before/retort.db");

  @TempDir Path directory;

  /// It was `NoClassDefFoundError: com/fasterxml/jackson/annotation/JsonSerializeAs`.
  @Test
  void the_jackson_annotations_of_spring_boot_3_5_are_refused_in_a_sentence() throws Exception {
    assertThat(run("jackson-annotations-2.19.2"))
        .containsExactly(
            "refused: Retort needs jackson-annotations 2.21 or newer, found 2.19.2; import"
                + " retort-bom, and see \"Library versions\" in docs/embedding.md");
  }

  /// It was `NoSuchFieldError: Class SQLiteConfig$Pragma does not have member field ...`.
  @Test
  void the_sqlite_driver_of_spring_boot_3_5_is_refused_in_a_sentence() throws Exception {
    assertThat(run("sqlite-jdbc-3.49.1.0"))
        .containsExactly(
            "refused: Retort needs sqlite-jdbc 3.51.3 or newer, found 3.49.1.0; import retort-bom,"
                + " and see \"Library versions\" in docs/embedding.md");
  }

  /// Flyway runs only on a database of an earlier version.
  @Test
  void the_oldest_accepted_versions_work_and_update_an_old_database() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Files.copy(OLD_DATABASE, directory.resolve("data/retort.db"));

    List<String> lines =
        run(
            "flyway-core-11.7.2", // with the Jackson 2 that it needs
            "jackson-annotations-2.21",
            "jackson-core-2.19.2",
            "jackson-databind-2.19.2",
            "jackson-dataformat-toml-2.19.2",
            "jackson-core-3.1.4",
            "jackson-databind-3.1.4",
            "sqlite-jdbc-3.51.3.0");

    assertThat(lines).containsExactly("scale finished", "count finished");
  }

  /// Runs [EmbeddingMain] with the libraries of the distribution, but for these.
  ///
  /// @param others each the name of a jar without its ending
  private List<String> run(String... others) throws IOException, InterruptedException {
    List<Path> classPath = new ArrayList<>();
    classPath.add(Path.of("target/test-classes").toAbsolutePath());
    // An application without a logging framework: Logback would log to standard output.
    List<String> replaced =
        new ArrayList<>(List.of("logback-classic", "logback-core", "slf4j-jdk-platform-logging"));
    replaced.add("retort-cli"); // its manifest names all libraries
    for (String other : others) {
      classPath.add(OTHERS.resolve(other + ".jar"));
      replaced.add(other.replaceFirst("-[0-9.]+$", ""));
    }
    try (Stream<Path> jars = Files.list(LIB)) {
      jars.filter(jar -> !replaced.contains(artifact(jar))).sorted().forEach(classPath::add);
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath.stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                EmbeddingMain.class.getName(),
                directory.resolve("data").toString())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    List<String> lines = child.inputReader().lines().toList();
    assertThat(child.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
    return lines;
  }

  private static String artifact(Path jar) {
    return jar.getFileName().toString().replaceFirst("(-[0-9.]+(-.*)?)?\\.jar$", "");
  }
}

package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.LongProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `examples/plain-java` in each form that its README shows.
@LongProof
final class PlainJavaTest {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String MAIN = "dev.retort.example.plain.Main";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  @TempDir static Path application;
  @TempDir Path directory;

  @BeforeAll
  static void build() throws Exception {
    ApplicationBuild.copy("plain-java", application).build();
  }

  @Test
  void a_class_path_runs_commands_and_isolated_programs() throws Exception {
    assertEnds(run(JAVA_HOME, NATIVE, "-cp", "target/plain-java-1.0.jar:target/lib/*", MAIN));
  }

  @Test
  void a_shaded_jar_runs_commands_and_isolated_programs() throws Exception {
    assertEnds(run(JAVA_HOME, "-jar", "target/plain-java-1.0-all.jar"));
  }

  @Test
  void a_run_time_image_of_jlink_runs_commands_and_isolated_programs() throws Exception {
    String readme = Files.readString(Path.of("../examples/plain-java/README.md"));
    Matcher modules = Pattern.compile("--add-modules (\\S+)").matcher(readme);
    assertThat(modules.find()).isTrue();
    Path image = directory.resolve("image");
    List<String> command =
        List.of(
            JAVA_HOME.resolve("bin/jlink").toString(),
            "--add-modules",
            modules.group(1),
            "--output",
            image.toString());
    Process jlink = new ProcessBuilder(command).inheritIO().start();
    assertThat(jlink.waitFor()).isZero();

    assertEnds(run(image, NATIVE, "-cp", "target/plain-java-1.0.jar:target/lib/*", MAIN));
  }

  private static void assertEnds(List<String> lines) {
    assertThat(lines).containsExactly("count finished", "reverse finished");
  }

  private List<String> run(Path java, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin/java").toString());
    command.addAll(List.of(arguments));
    command.add(directory.resolve("data").toString());
    Process process =
        new ProcessBuilder(command)
            .directory(application.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
    return lines;
  }
}

package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JVM without the launcher, in a locale that is ASCII: names with umlauts are refused in a
/// sentence.
final class SystemEncodingTest {
  private static final String SENTENCE =
      "the system's encoding is ANSI_X3.4-1968, which cannot express \"";

  @TempDir Path directory;
  @TempDir static Path copies;

  private static String classPath;

  /// The code of a checkout below a directory with an umlaut could not be loaded: it is copied.
  @BeforeAll
  static void copyWhatCannotBeNamed() throws IOException {
    List<String> all = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      boolean isAscii = StandardCharsets.US_ASCII.newEncoder().canEncode(entry);
      all.add(isAscii ? entry : copy(Path.of(entry), copies.resolve("entry" + all.size())));
    }
    classPath = String.join(File.pathSeparator, all);
  }

  private static String copy(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
    return to.toString();
  }

  /// @param script runs the command line `"$@"`; letters in octal, because this JVM may not know
  ///   them
  private String run(String script, int code) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "/bin/sh",
                    "-c",
                    "u=$(printf '\\303\\274'); " + script,
                    "sh",
                    ServerProcess.java(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classPath,
                    "dev.retort.cli.Main"))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"$@\" submit --name na${u}ve --sequence M",
        "\"$@\" serve --data-dir d${u} -- wc -c '{sequence_file}'",
        "\"$@\" check -c s${u}.yaml",
        "mkdir d${u} && cd d${u} && \"$@\" check"
      })
  void an_argument_or_a_directory_with_an_umlaut_is_refused_in_a_sentence(String script)
      throws Exception {
    assertThat(run(script, 2))
        .contains(SENTENCE)
        .contains("set LC_ALL=C.UTF-8")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_dir: d\u00fct\nprograms: {a: {command: [cat, '{sequence_file}']}}",
        "programs: {a: {command: [./s\u00fcch.sh, '{sequence_file}']}}",
        "programs: {a: {command: [s\u00fcch, '{sequence_file}']}}",
        "programs: {a: {command: [cat, '{sequence_file}'], result: h\u00fcts.tsv}}"
      })
  void a_path_with_an_umlaut_in_the_configuration_is_refused_in_a_sentence(String yaml)
      throws Exception {
    Files.writeString(directory.resolve("retort.yaml"), yaml);
    for (String command : List.of("check", "serve --port 0")) {
      assertThat(run("\"$@\" " + command, 2))
          .contains("encoding is ANSI_X3.4-1968")
          .contains("set LC_ALL=C.UTF-8")
          .doesNotContain("Exception")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void everything_else_works_in_that_locale() throws Exception {
    assertThat(run("\"$@\" version", 0)).contains("retort");
  }
}

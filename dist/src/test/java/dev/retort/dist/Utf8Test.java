package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher, installed in a path that is not ASCII.
final class Utf8Test {
  /// Prints what the JVM understood, in ASCII.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      String jar = System.getProperty("java.class.path");
      System.out.println(ascii(jar) + " " + new File(jar).isFile());
      System.out.println(ascii(arguments[0]) + " " + new File(arguments[0]).isFile());
      System.out.println(System.getProperty("stdout.encoding"));
    }

    private static String ascii(String text) {
      return text.chars()
          .mapToObj(c -> c < 128 ? Character.toString(c) : "U+%04X".formatted(c))
          .collect(Collectors.joining());
    }
  }

  @TempDir Path directory;

  @AfterEach
  void deleteLinks() throws IOException {
    Installation.deleteLinks(directory);
  }

  /// An empty one, one that says another charset, one that is not installed, and one that is UTF-8.
  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=C", "LANG=xx_XX.UTF-8", "LC_CTYPE=C.UTF-8"})
  void the_jvm_reads_paths_and_arguments_as_utf_8_in_each_locale(String locale) throws Exception {
    Installation installation = Installation.in(directory.resolve("installed"), Main.class);
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", installation.programs("cp", "env", "touch").toString());
    environment.put("RETORT_JAVA_HOME", System.getProperty("java.home"));
    // In octal, because the JVM of this test may not know these letters itself.
    String script =
        """
        place="${0%/*}/ch$(printf '\\303\\244') ckout"
        name="na$(printf '\\303\\257')ve"
        mkdir "$place" && cp -R "$0" "${0%/*}/lib" "$place" && cd "$place" && touch "$name"
        exec env $1 "$place/retort" "$name"
        """;
    ProcessBuilder builder = installation.command(List.of("/bin/sh", "-c", script), environment);
    builder.command().add(locale);

    Process launcher = builder.redirectError(directory.resolve("errors").toFile()).start();
    List<String> lines = launcher.inputReader().lines().toList();

    assertThat(launcher.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
    assertThat(lines)
        .containsExactly(
            directory.resolve("installed") + "/chU+00E4 ckout/lib/retort-cli.jar true",
            "naU+00EFve true",
            "UTF-8");
  }
}

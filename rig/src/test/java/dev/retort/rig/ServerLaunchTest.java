package dev.retort.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ServerLaunchTest {
  private static final Path LAUNCHER = Path.of("").toAbsolutePath().resolveSibling("retort");

  /// The jar's manifest says this one, which a class path has no use for.
  private static final String SAID_BY_THE_JAR = "--enable-native-access=ALL-UNNAMED";

  @Test
  void what_is_measured_has_the_options_that_the_launcher_gives_to_serve() throws Exception {
    String settings =
        Files.readAllLines(LAUNCHER).stream()
            .filter(line -> line.startsWith("lasting=") || line.startsWith("serving="))
            .collect(Collectors.joining("\n"));
    Process shell = new ProcessBuilder("sh", "-c", settings + "\necho \"$serving\"").start();
    String serving = new String(shell.getInputStream().readAllBytes()).strip();
    assertThat(shell.waitFor()).isZero();

    List<String> command = ServerLaunch.asServed("a.Main", List.of("argument")).command();

    assertThat(command)
        .startsWith(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .endsWith("-cp", System.getProperty("java.class.path"), "a.Main", "argument");
    assertThat(command.subList(1, command.size() - 4))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(SAID_BY_THE_JAR), Stream.of(serving.split(" "))).toList())
        .hasSizeGreaterThan(2);
  }
}

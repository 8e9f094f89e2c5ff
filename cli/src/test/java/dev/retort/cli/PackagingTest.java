package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The unit and the image start the server with valid options and a UTF-8 locale.
class PackagingTest {
  private static final Path PACKAGING = Path.of("..", "packaging");

  private static Map<String, List<String>> unit() throws IOException {
    Map<String, List<String>> keys = new TreeMap<>();
    for (String line : Files.readAllLines(PACKAGING.resolve("systemd/retort.service"))) {
      if (line.isBlank() || line.startsWith("#") || line.matches("\\[(Unit|Service|Install)]")) {
        continue;
      }
      int equals = line.indexOf('=');
      assertThat(equals).as(line).isPositive();
      keys.computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
          .add(line.substring(equals + 1));
    }
    return keys;
  }

  /// Parses the words after the jar with picocli.
  private static void understood(List<String> words) {
    String[] args = words.toArray(String[]::new);
    CommandLine line = Main.commandLine(Terminal.ofProcess(), args);
    assertThat(line.parseArgs(args).hasSubcommand()).isTrue();
  }

  @Test
  void the_unit_lets_commands_continue_and_delegates_its_control_group() throws IOException {
    assertThat(unit())
        .containsEntry("KillMode", List.of("process"))
        .containsEntry("Delegate", List.of("yes"))
        .containsEntry("User", List.of("retort"))
        .containsEntry("StateDirectory", List.of("retort"))
        .containsEntry("OOMPolicy", List.of("continue"))
        .containsEntry("Environment", List.of("LC_ALL=C.UTF-8"))
        .containsKeys("TimeoutStopSec", "NoNewPrivileges", "ProtectSystem")
        .doesNotContainKeys("PrivateTmp", "MemoryDenyWriteExecute");
    assertThat(unit().values()).allMatch(values -> values.size() == 1);
  }

  @Test
  void the_unit_starts_the_server_with_valid_options() throws IOException {
    List<String> words =
        List.of(unit().getOrDefault("ExecStart", List.of("")).getFirst().split(" "));
    int jar = words.indexOf("-jar");
    assertThat(words.get(jar + 1)).endsWith("/retort-cli.jar");
    understood(words.subList(jar + 2, words.size()));
  }

  @Test
  void the_image_is_not_root_stops_by_sigterm_and_starts_the_server() throws IOException {
    String file = Files.readString(PACKAGING.resolve("container/Dockerfile"));
    assertThat(file)
        .contains("FROM eclipse-temurin:25-jre\n")
        .contains("\nUSER retort\n")
        .contains("\nSTOPSIGNAL SIGTERM\n")
        .contains("\nENV LC_ALL=C.UTF-8\n")
        .contains("COPY dist/target/retort/lib ");
    String command = file.lines().filter(line -> line.startsWith("CMD ")).findFirst().orElseThrow();
    understood(
        List.of(command.substring("CMD [\"".length(), command.length() - 2).split("\", \"")));
  }
}

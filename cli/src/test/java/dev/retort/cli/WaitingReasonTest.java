package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.cli.terminal.Terminal;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user sees of a server that cannot start its warden.
final class WaitingReasonTest {
  @TempDir Path directory;

  @Test
  void show_says_why_a_command_does_not_start_until_it_does() throws Exception {
    Path obstacle = Files.createDirectories(directory.resolve("data/warden/lock"));
    try (Engine engine =
            Engine.builder(directory.resolve("data"))
                .store(SqliteStore::open)
                .program(Program.command("print", List.of("echo", "{query_name}")))
                .open();
        RetortServer server = RetortServer.builder(engine).port(0).start()) {
      String id = retort(server, "submit", "--sequence", "x", "--name", "foo").strip();

      await()
          .untilAsserted(() ->
              assertThat(retort(server, "show", id))
                  .contains("waits for the warden, which cannot be started: the warden ended at"));
      assertThat(retort(server, "show", id, "--json"))
          .contains("\"status\":\"pending\"")
          .contains("\"waiting_for\":\"warden\",\"waiting_reason\":\"the warden ended at once");

      Files.delete(obstacle);
      await()
          .untilAsserted(() ->
              assertThat(retort(server, "show", id, "--json"))
                  .contains("\"status\":\"finished\"")
                  .contains("\"waiting_reason\":null"));
    }
  }

  private String retort(RetortServer server, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("RETORT_SERVER", server.uri().toString()),
            directory,
            InstantSource.system());
    int unused = Main.run(terminal, args);
    return out.toString(StandardCharsets.UTF_8);
  }
}

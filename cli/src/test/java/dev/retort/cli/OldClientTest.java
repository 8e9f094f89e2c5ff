package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client that many have already: it posts a bare form and polls the backlog.
@Timeout(900)
class OldClientTest {
  @TempDir Path directory;

  @Test
  void foo_42_and_bar_43_leave_the_backlog_and_run_at_the_same_time() throws Exception {
    Path ledger = Files.createFile(directory.resolve("ledger"));
    Path program =
        ServerProcess.script(
            directory.resolve("program"),
            """
            #!/bin/sh
            echo "start $1" >> %s
            sleep 2
            echo "end $1" >> %s
            """
                .formatted(ledger, ledger));
    try (ServerProcess server =
        ServerProcess.start(
            directory.resolve("data"),
            List.of("--concurrency", "2", "--", program.toString(), "{query_name}"))) {
      assertThat(server.post("query_name=foo&query_sequence=42").body())
          .startsWith("{\"Query created\":{\"query_name\":\"foo\",\"query_sequence\":\"42\",")
          .endsWith("\"Backlog Length\":1}");
      assertThat(server.post("query_name=bar&query_sequence=43").body())
          .endsWith("\"Backlog Length\":2}");
      assertThat(server.get("/backlog").body())
          .isEqualTo("[\"return_backlog - Currently 2 jobs in the backlog.\"]");

      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofMinutes(1))
          .until(() -> server.get("/backlog").body().endsWith("0 jobs in the backlog.\"]"));

      List<String> lines = Files.readAllLines(ledger);
      assertThat(lines).hasSize(4);
      assertThat(lines.subList(0, 2)).containsExactlyInAnyOrder("start foo", "start bar");
      assertThat(lines.subList(2, 4)).containsExactlyInAnyOrder("end foo", "end bar");
    }
  }
}

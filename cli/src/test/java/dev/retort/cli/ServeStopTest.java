package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a server stops while a command runs, and what the next start finds.
class ServeStopTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path directory;

  /// A server with one command that runs until a file appears.
  private ServerProcess serve(String... options) throws Exception {
    Path go = directory.resolve("go");
    List<String> words = new java.util.ArrayList<>(List.of(options));
    words.addAll(
        List.of("--", "sh", "-c", "until [ -e " + go + " ]; do sleep 0.1; done; echo went"));
    return ServerProcess.start(directory.resolve("data"), words);
  }

  private static String running(ServerProcess server) throws Exception {
    String id = server.submit("query_name=q&query_sequence=x");
    await()
        .atMost(LONG)
        .until(() ->
            server.json("/v1/experiments/" + id).path("status").asString("").equals("running")
                && server.get("/v1/experiments/" + id + "/log").statusCode() == 200);
    return id;
  }

  /// The line that a clean stop leaves in the log.
  private static String shutdownSummary(ServerProcess server) {
    return await()
        .atMost(LONG)
        .until(
            () ->
                server.output().stream()
                    .filter(line -> line.contains("stopped cleanly"))
                    .findFirst()
                    .orElse(""),
            line -> !line.isEmpty());
  }

  private void letGo() throws Exception {
    Files.writeString(directory.resolve("go"), "");
  }

  @Test
  void a_clean_stop_says_what_runs_on_and_the_next_start_adopts_it() throws Exception {
    String id;
    try (ServerProcess first = serve()) {
      id = running(first);
      assertThat(first.terminate()).isZero();
      assertThat(shutdownSummary(first))
          .contains(
              "1 commands continue and the next start adopts them",
              "0 runs of Java code",
              "1 experiments");
    }
    try (ServerProcess second = serve()) {
      letGo();
      assertThat(second.ended(id).path("status").asString("")).isEqualTo("finished");
      assertThat(second.json("/v1/experiments/" + id).path("attempt").asInt(0)).isEqualTo(1);
    }
  }

  @Test
  void on_stop_wait_waits_for_what_runs_and_readiness_goes_first() throws Exception {
    String id;
    try (ServerProcess first = serve("--on-stop", "wait")) {
      id = running(first);
      first.signal();
      await().atMost(LONG).until(() -> first.get("/health/ready").statusCode() == 503);
      assertThat(first.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(first.json("/v1/experiments/" + id).path("status").asString(""))
          .isEqualTo("running");
      assertThat(first.alive()).isTrue();
      letGo();
      assertThat(first.awaitEnd()).isZero();
      assertThat(shutdownSummary(first)).contains("0 commands continue", "0 experiments");
    }
    try (ServerProcess second = serve()) {
      assertThat(second.json("/v1/experiments/" + id).path("status").asString(""))
          .isEqualTo("finished");
    }
  }

  @Test
  void a_second_signal_ends_it_at_once_and_loses_nothing() throws Exception {
    String id;
    try (ServerProcess first = serve("--on-stop", "wait")) {
      id = running(first);
      first.signal();
      await().atMost(LONG).until(() -> first.get("/health/ready").statusCode() == 503);
      first.signal();
      assertThat(first.awaitEnd()).isEqualTo(143);
    }
    try (ServerProcess second = serve()) {
      letGo();
      assertThat(second.ended(id).path("status").asString("")).isEqualTo("finished");
      assertThat(second.json("/v1/experiments/" + id).path("attempt").asInt(0)).isEqualTo(1);
    }
  }

  @Test
  void check_names_what_waits_for_a_program_that_is_gone() throws Exception {
    try (ServerProcess first = serve()) {
      running(first);
      first.submit("query_name=waits&query_sequence=x");
      assertThat(first.terminate()).isZero();
    }
    letGo();
    Path file =
        Files.writeString(
            directory.resolve("retort.yaml"), "programs: {other: {command: [echo]}}\n");
    Process check =
        new ProcessBuilder(
                ServerProcess.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.retort.cli.Main",
                "check",
                "-c",
                file.toString(),
                "--data-dir",
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes());
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).contains("1 experiments wait for the unconfigured program sh");
  }
}

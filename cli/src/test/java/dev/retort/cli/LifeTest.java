package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.config.Configuration;
import dev.retort.cli.terminal.Terminal;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteFile;
import dev.retort.client.RetortClient;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the commands say of an experiment between its submission and its purge.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifeTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path directory;
  private Engine engine;
  private RetortServer server;

  private record Result(int code, String out, String err) {
    String id() {
      return out.strip();
    }
  }

  @BeforeAll
  void start() throws IOException {
    Files.writeString(
        directory.resolve("retort.yaml"),
        """
        cpus: 4
        memory: 64GiB
        programs:
          print:
            command: [echo, "{query_name}"]
            default: true
          report:
            command: [echo, "{query_name}"]
            sequence: none
          names:
            script: |
              printf x > "$(printf 'r\\351.txt')"
              ln -s /etc/passwd out
            sequence: none
          fail:
            command: [sh, -c, "exit 7"]
            retry: {max_attempts: 2, on: [exit], backoff: 0s}
          deaf:
            command: [sh, -c, "trap '' TERM; echo ready; while :; do sleep 0.1; done"]
            grace_period: 1s
          length:
            class: dev.retort.cli.LengthProgram
            memory: 64MiB
        """);
    Configuration configuration = ConfigFile.read(directory, ConfigFile.DEFAULT, System.getenv());
    engine =
        Engine.builder(directory.resolve("data"))
            .store(SqliteStore::open)
            .programs(configuration.programs())
            .totals(configuration.totals())
            .open();
    server = RetortServer.builder(engine).port(0).start();
  }

  @AfterAll
  void stop() {
    server.close();
    engine.close();
  }

  private Result retort(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("RETORT_SERVER", server.uri().toString()),
            directory,
            InstantSource.system());
    int code = Main.run(terminal, args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private JsonNode show(String id) {
    return JSON.readTree(retort("show", id, "--json").out());
  }

  @Test
  void a_query_says_when_and_how_long_it_runs_and_that_it_is_kept() {
    Result result =
        retort(
            "submit",
            "--sequence",
            "x",
            "--timeout",
            "90s",
            "--expires-after",
            "2h",
            "--not-before",
            "2026-01-01T00:00:00+01:00",
            "--keep",
            "--wait",
            "--json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("\"timeout\":90.0")
        .contains("\"keep\":true")
        .contains("\"expires_at\":\"");
    String id = JSON.readTree(result.out()).get("experiment_id").stringValue();
    assertThat(retort("show", id).out())
        .containsPattern("timeout +90 s")
        .containsPattern("kept +yes")
        .containsPattern("expires +2")
        .containsPattern("proof +");
  }

  @Test
  void a_query_needs_no_sequence_where_the_program_takes_none() {
    assertThat(retort("submit", "--program", "report", "--name", "monthly", "--wait"))
        .isEqualTo(new Result(0, "monthly\n", ""));
    Result missing = retort("submit", "--program", "print");
    assertThat(missing.code()).isEqualTo(125);
    assertThat(missing.err()).contains("--sequence: is missing; send the program's input");
    assertThat(retort("submit", "--program", "report", "--sequence", "M").err())
        .contains("--sequence: report takes no sequence");
    Result input = retort("input", retort("submit", "--program", "report").id());
    assertThat(input.code()).isEqualTo(1);
    assertThat(input.err()).contains("has no sequence");
  }

  @Test
  void the_client_copies_a_file_of_any_name_and_tells_why_a_link_is_not_served() {
    try (RetortClient client = RetortClient.at(server.uri())) {
      String id = client.submit(NewQuery.of("q").withProgram("names")).experimentId();
      client.await(id, Duration.ofMinutes(1));
      List<RemoteFile> files = client.files(id);
      assertThat(files).extracting(RemoteFile::path).containsExactly("out", "r\ufffd.txt");
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      client.file(id, files.get(1), copy);
      assertThat(copy.toString(StandardCharsets.UTF_8)).isEqualTo("x");
      assertThat(files.getFirst().target()).isEqualTo("/etc/passwd");
      assertThatThrownBy(() -> client.file(id, files.getFirst(), copy))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("leads out of the working directory");
    }
  }

  @Test
  void the_client_says_the_same_as_json() {
    Instant moment = Instant.parse("2026-01-01T00:00:00Z");
    try (RetortClient client = RetortClient.at(server.uri())) {
      RemoteExperiment accepted =
          client.submit(
              NewQuery.of("typed", "x")
                  .withTimeout(Duration.ofMillis(1_500))
                  .withExpiresAfter(Duration.ofHours(1))
                  .withNotBefore(moment)
                  .withKeep(true));
      assertThat(accepted.timeout()).isEqualTo(1.5);
      assertThat(accepted.keep()).isTrue();
      assertThat(accepted.expiresAt()).isAfter(accepted.createdAt());
      RemoteExperiment end = client.await(accepted.experimentId(), Duration.ofMinutes(1));
      assertThat(end.proof()).isNotNull();
      assertThat(client.attempts(end.experimentId()))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.returnCode()).isZero());
      assertThat(client.keep(end.experimentId(), false).keep()).isFalse();
    }
  }

  @Test
  void what_is_no_duration_or_no_time_is_told_before_anything_is_sent() {
    assertThat(retort("submit", "--sequence", "x", "--timeout", "soon"))
        .satisfies(result -> assertThat(result.code()).isEqualTo(125))
        .satisfies(result -> assertThat(result.err()).contains("--timeout must be a duration"));
    assertThat(retort("submit", "--sequence", "x", "--not-before", "2026-01-01T00:00").err())
        .contains("--not-before must be a time with its zone");
  }

  @Test
  void what_the_server_refuses_is_told_once_in_the_words_of_the_command_line() {
    Result result =
        retort(
            "submit",
            "--sequence",
            "x",
            "--timeout",
            "400d",
            "--not-before",
            "9999-12-31T00:00:00Z");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err().lines())
        .hasSize(3)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("retort: the server rejected the query:"),
            second -> assertThat(second).startsWith("  --timeout: "),
            third -> assertThat(third).startsWith("  --not-before: must be at most 366 days"));
  }

  @Test
  void a_rerun_asks_again() {
    String first = retort("submit", "--sequence", "x", "--name", "again").id();
    Result again = retort("rerun", first, "--wait");
    assertThat(again).isEqualTo(new Result(0, "again\n", ""));
    String third = retort("rerun", first).id();
    assertThat(show(third).get("rerun_of").stringValue()).isEqualTo(first);
    assertThat(retort("rerun", first, "--key", "k").id())
        .isEqualTo(retort("rerun", first, "--key", "k").id());
    assertThat(retort("rerun", "none").code()).isEqualTo(125);
  }

  @Test
  void a_rerun_replaces_labels_and_the_priority_and_no_parameter_that_the_program_does_not_have() {
    String first = retort("submit", "--sequence", "x", "--label", "batch=7").id();
    JsonNode changed = show(retort("rerun", first, "--label", "run=2", "--priority", "9").id());
    assertThat(changed.at("/labels/batch").stringValue()).isEqualTo("7");
    assertThat(changed.at("/labels/run").stringValue()).isEqualTo("2");
    assertThat(changed.get("priority").intValue()).isEqualTo(9);
    Result refused = retort("rerun", first, "--param", "evalue=1");
    assertThat(refused.code()).isEqualTo(125);
    assertThat(refused.err()).contains("evalue");
  }

  @Test
  void what_a_filter_matches_is_counted_asked_for_kept_run_again_and_deleted() {
    for (int i = 0; i < 3; i++) {
      retort("submit", "--sequence", "x", "--name", "set" + i, "--label", "set=1", "--wait");
    }
    assertThat(retort("keep", "--label", "set=1", "--dry-run").out())
        .isEqualTo("would keep 3 of 3 experiments\n");
    Result unasked = retort("rm", "--label", "set=1");
    assertThat(unasked.code()).isEqualTo(1);
    assertThat(unasked.err()).contains("would delete 3 of 3 experiments; add --yes");
    assertThat(retort("keep", "--name-prefix", "set0", "--yes").out())
        .isEqualTo("keep: 1 of 1 experiments\n");
    assertThat(
            retort(
                "rerun",
                "--where-label",
                "set=1",
                "--label",
                "set=2",
                "--key",
                "s",
                "--yes",
                "--json"))
        .extracting(Result::out)
        .asString()
        .isEqualTo("{\"dry_run\":false,\"matched\":3,\"changed\":3,\"skipped\":{}}\n");
    assertThat(retort("ls", "--label", "set=2", "--json").out().lines()).hasSize(3);
    assertThat(retort("cancel", "--label", "set=1", "--yes").out())
        .isEqualTo("cancel: 0 of 3 experiments (3 already ended)\n");
    assertThat(
            retort("rm", "--label-key", "set", "--name-prefix", "set1", "--cancel", "--yes").code())
        .isZero();
    assertThat(retort("ls", "--label", "set=1", "--json").out().lines()).hasSize(2);
    assertThat(retort("rm", "--label", "set=1", "--yes").out())
        .isEqualTo("delete: 1 of 2 experiments (1 kept)\n");
  }

  @Test
  void a_set_needs_one_way_of_naming_it() {
    assertThat(retort("cancel").err()).contains("name an experiment, select some with a filter");
    assertThat(retort("rm", "id", "--all").err()).contains("use one of an id, a filter and --all");
    assertThat(retort("keep", "id", "--yes").err())
        .contains("--dry-run and --yes go with a filter");
    assertThat(retort("ls", "--created-from", "soon").err())
        .contains("must be a time with its zone");
  }

  @Test
  void an_experiment_is_kept_and_not_kept_any_more() {
    String id = retort("submit", "--sequence", "x").id();
    assertThat(retort("keep", id).out()).isEqualTo(id + " is kept\n");
    assertThat(retort("ls", "--json").out()).contains("\"keep\":true");
    assertThat(retort("keep", "--off", id).out()).isEqualTo(id + " is no longer kept\n");
  }

  @Test
  void the_attempts_are_shown() {
    String id = retort("submit", "--program", "fail", "--sequence", "x").id();
    retort("logs", "-f", id);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> show(id).get("status").stringValue().equals("failed"));
    assertThat(retort("show", id, "--attempts").out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("1 .*yes +7 .*exit.*"))
        .anyMatch(line -> line.matches("2 .*yes +7 .*exit.*"));
    assertThat(retort("show", id, "--attempts", "--json").out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"return_code\":7"));
  }

  @Test
  void a_cancel_is_followed_in_words() {
    String id = retort("submit", "--program", "deaf", "--sequence", "x").id();
    await().atMost(Duration.ofMinutes(2)).until(() -> retort("logs", id).out().equals("ready\n"));
    Result result = retort("cancel", "--wait", id);
    assertThat(result.out()).isEqualTo("cancelled\n");
    assertThat(result.err()).contains("retort: stopping, will be killed at 2");
  }

  @Test
  void java_code_in_a_jvm_of_its_own_prints_its_json() {
    assertThat(retort("submit", "--program", "length", "--sequence", "MKT", "--wait"))
        .isEqualTo(new Result(0, "{\"length\":3}", ""));
    assertThat(retort("programs", "--json").out()).contains("\"kind\":\"isolated\"");
  }

  @Test
  void a_paused_program_is_what_a_pending_one_waits_for() {
    retort("pause", "print");
    String id = retort("submit", "--sequence", "x").id();
    assertThat(retort("show", id).out()).contains("waits for its program to be resumed");
    retort("resume", "print");
  }

  @Test
  void check_says_that_the_directory_is_in_use_and_what_the_node_has() {
    Result check = retort("check", "--data-dir", "data");
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.out())
        .contains("node        4 cpus and 64 GiB of memory")
        .contains("program     length: 1 at once, no timeout, 64 MiB of memory")
        .contains("warning     another Retort server uses this directory")
        .contains("limits      ")
        .contains("sandbox     ")
        .contains("restart     in ");
  }
}

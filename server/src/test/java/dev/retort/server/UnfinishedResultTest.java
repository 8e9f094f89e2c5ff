package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.ChildSettings.LogLimits;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SuccessCodes;
import dev.retort.server.TestServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The result of an experiment that is not finished: a failed search must not look like no hits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnfinishedResultTest {
  private final CompletableFuture<Integer> held = new CompletableFuture<>();
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            shell("killed", "echo hit1; kill -9 $$"),
            shell("exits", "echo hit1; printf 'one\\033[31m\\ntwo\\033[0m\\n' >&2; exit 7"),
            shell("silent", "exit 7"),
            new Program.Command(
                "slow",
                ProgramSettings.DEFAULTS.withTimeout(Duration.ofMillis(200)),
                Program.command("slow", List.of("sh", "-c", "echo hit1; exec sleep 60")).command()),
            new Program.Command(
                "inverse",
                ProgramSettings.DEFAULTS.withSuccessCodes(new SuccessCodes.Only(Set.of(3))),
                Program.command("inverse", List.of("sh", "-c", "echo hit1; exit {query_name}"))
                    .command()),
            limited("cut-result", CommandSettings.STDOUT),
            limited("cut-log", "out.txt"),
            Program.async("held", _ -> held));
  }

  private static Program limited(String name, String result) {
    ChildSettings child = ChildSettings.DEFAULTS.withLogs(new LogLimits(1_000L, 1_000));
    List<String> argv = List.of("sh", "-c", "echo whole > out.txt; yes hit | head -c 100000");
    return new Program.Command(
        name,
        ProgramSettings.DEFAULTS,
        CommandSettings.of(argv, Map.of()).withResult(result).withChild(child));
  }

  private static Program shell(String name, String script) {
    return Program.command(name, List.of("sh", "-c", script));
  }

  @AfterAll
  void stop() {
    held.complete(0);
    server.close();
  }

  private String run(String program, String name) {
    return "/v1/experiments/"
        + server
            .json(
                "{\"program\":\""
                    + program
                    + "\",\"query_name\":\""
                    + name
                    + "\",\"query_sequence\":\"M\"}",
                "Prefer",
                "wait=20")
            .id();
  }

  @Test
  void a_search_that_was_killed_is_not_a_result_of_one_hit() {
    Reply reply = server.get(run("killed", "n") + "/result");

    assertThat(reply.problem()).isEqualTo("409 not-finished");
    JsonNode problem = reply.json();
    assertThat(problem.get("experiment_status").stringValue()).isEqualTo("failed");
    assertThat(problem.get("reason").stringValue()).isEqualTo("signal");
    assertThat(problem.get("signal").intValue()).isEqualTo(9);
    assertThat(problem.get("return_code").isNull()).isTrue();
    assertThat(reply.text()).doesNotContain("hit1");
  }

  @Test
  void a_failed_search_without_output_is_not_an_empty_result() {
    Reply reply = server.get(run("silent", "n") + "/result");

    assertThat(reply.problem()).isEqualTo("409 not-finished");
    assertThat(reply.json().get("stderr_tail").stringValue()).isEmpty();
  }

  @Test
  void the_problem_says_why_with_the_last_lines_of_stderr() {
    Reply reply = server.get(run("exits", "n") + "/result");

    JsonNode problem = reply.json();
    assertThat(problem.get("reason").stringValue()).isEqualTo("exit");
    assertThat(problem.get("return_code").intValue()).isEqualTo(7);
    assertThat(problem.get("stderr_tail").stringValue()).isEqualTo("one\ntwo");
    assertThat(problem.get("detail").stringValue()).contains("?partial=true");
  }

  @Test
  void a_search_that_took_too_long_has_no_result() {
    Reply reply = server.get(run("slow", "n") + "/result");

    assertThat(reply.problem()).isEqualTo("409 not-finished");
    assertThat(reply.json().get("reason").stringValue()).isEqualTo("timeout");
  }

  @Test
  void standard_output_over_its_limit_is_no_result_and_holds_no_mark() {
    String id = run("cut-result", "n");
    JsonNode problem = server.get(id + "/result").json();
    Reply partial = server.get(id + "/result?partial=true");
    JsonNode experiment = server.get(id).json();

    assertThat(problem.get("reason").stringValue()).isEqualTo("output_limit");
    assertThat(partial.text()).isEqualTo("hit\n".repeat(250));
    assertThat(experiment.at("/stdout/kept_bytes").longValue()).isEqualTo(1_000);
    assertThat(experiment.at("/stdout/bytes").longValue()).isGreaterThan(1_000);
    assertThat(experiment.at("/stdout/truncated").booleanValue()).isTrue();
  }

  @Test
  void standard_output_that_is_a_mere_log_may_be_cut_and_is_counted() {
    String id = run("cut-log", "n");

    assertThat(server.get(id + "/result").text()).isEqualTo("whole\n");
    assertThat(server.get(id).json().get("stdout").toString())
        .isEqualTo("{\"bytes\":100000,\"kept_bytes\":1000,\"truncated\":true}");
    assertThat(server.get(id).json().get("stderr").toString())
        .isEqualTo("{\"bytes\":0,\"kept_bytes\":0,\"truncated\":false}");
    assertThat(
            server.get(id + "/attempts").json().at("/attempts/0/stdout/truncated").booleanValue())
        .isTrue();
  }

  @Test
  void the_success_codes_decide_and_not_zero() {
    Reply zero = server.get(run("inverse", "0") + "/result");
    Reply three = server.get(run("inverse", "3") + "/result");

    assertThat(zero.problem()).isEqualTo("409 not-finished");
    assertThat(three.status()).isEqualTo(200);
    assertThat(three.text()).isEqualTo("hit1\n");
    assertThat(three.header("Retort-Status")).isEqualTo("finished");
  }

  @Test
  void partial_output_is_served_by_name_together_with_the_status() {
    String killed = run("killed", "n") + "/result?partial=";
    Reply partial = server.get(killed + "true");

    assertThat(partial.status()).isEqualTo(200);
    assertThat(partial.text()).isEqualTo("hit1\n");
    assertThat(partial.header("Retort-Status")).isEqualTo("failed");
    assertThat(server.get(killed + "false").status()).isEqualTo(409);
    assertThat(server.get(killed + "yes").problem()).isEqualTo("400 invalid-query-parameter");
  }

  @Test
  void a_range_of_a_partial_result_has_the_status_too() {
    Reply range = server.get(run("killed", "n") + "/result?partial=true", "Range", "bytes=0-2");

    assertThat(range.status()).isEqualTo(206);
    assertThat(range.text()).isEqualTo("hit");
    assertThat(range.header("Retort-Status")).isEqualTo("failed");
  }

  @Test
  void a_pending_or_running_experiment_has_no_result_yet() throws InterruptedException {
    String id = server.json(query("held")).id();
    Reply running = server.get("/v1/experiments/" + id + "/result");

    assertThat(running.problem()).isEqualTo("409 not-finished");
    assertThat(running.json().get("detail").stringValue()).contains("once it is finished");
    assertThat(running.json().get("experiment_status").stringValue()).isIn("pending", "running");
    held.complete(0);
    assertThat(
            server
                .engine
                .await(ExperimentId.parse(id).orElseThrow(), Duration.ofMinutes(1))
                .orElseThrow()
                .status()
                .ended())
        .isTrue();
    assertThat(server.get("/v1/experiments/" + id + "/result").problem())
        .isEqualTo("404 no-result");
  }

  private static String query(String program) {
    return "{\"program\":\"" + program + "\",\"query_name\":\"n\",\"query_sequence\":\"M\"}";
  }

  @Test
  void the_home_page_calls_the_output_of_a_failed_search_partial() throws IOException {
    String killed = run("killed", "n");
    String home = server.get("/").text();

    assertThat(home)
        .contains("<a href=\"" + killed + "/result?partial=true\">partial result</a>")
        .doesNotContain("href=\"" + killed + "/result\"");
  }
}

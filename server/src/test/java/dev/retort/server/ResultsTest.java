package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.TestServer.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Results of every kind of program, and experiments that left none.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResultsTest {
  private static final String SCHEMA = "{\"type\":\"object\",\"required\":[\"hits\"]}";

  private TestServer server;

  /// Runs in a JVM of its own.
  public static final class Counts implements BlockingCode {
    @Override
    public int run(RunContext run) {
      run.result("{\"length\":" + run.sequence().length() + "}");
      return 0;
    }
  }

  @BeforeAll
  void start() {
    ProgramSettings settings = ProgramSettings.DEFAULTS.withConcurrency(100);
    server =
        TestServer.with(
            new Program.Blocking(
                "java",
                settings.with(settings.description().withResult(SCHEMA)),
                run -> {
                  run.result("{\"hits\":[1,2]}");
                  return 0;
                }),
            new Program.Async("silent", settings, _ -> CompletableFuture.completedFuture(0)),
            Program.isolated("counts", Counts.class),
            Program.command("prints", List.of("echo", "hello")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String run(String program) {
    Reply reply =
        server.json(
            "{\"program\":\""
                + program
                + "\",\"query_name\":\""
                + program
                + "\",\"query_sequence\":\"MKT\"}",
            "Prefer",
            "wait=60");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return "/v1/experiments/" + reply.id();
  }

  @Test
  void java_code_leaves_json() {
    Reply result = server.get(run("java") + "/result");
    assertThat(result.header("Content-Type")).isEqualTo("application/json");
    assertThat(result.text()).isEqualTo("{\"hits\":[1,2]}");
  }

  @Test
  void java_code_in_a_jvm_of_its_own_leaves_json() {
    Reply result = server.get(run("counts") + "/result");
    assertThat(result.header("Content-Type")).isEqualTo("application/json");
    assertThat(result.json().get("length").intValue()).isEqualTo(3);
  }

  @Test
  void a_finished_run_without_a_result_is_told_truthfully() {
    String path = run("silent");
    Reply result = server.get(path + "/result");
    assertThat(result.problem()).isEqualTo("404 no-result");
    assertThat(result.json().get("detail").stringValue())
        .contains("finished and left no result")
        .contains("return code is 0")
        .doesNotContain("yet");
    assertThat(server.get(path + "/log").problem()).isEqualTo("404 no-log");
  }

  @Test
  void one_that_never_ran_has_no_result_and_no_log() {
    server.engine.pause("prints");
    String id =
        server.json("{\"program\":\"prints\",\"query_name\":\"n\",\"query_sequence\":\"M\"}").id();
    server.post("/v1/experiments/" + id + "/cancel");
    server.engine.resume("prints");
    assertThat(server.get("/v1/experiments/" + id + "/result").problem())
        .isEqualTo("409 not-finished");
    assertThat(server.get("/v1/experiments/" + id + "/result?partial=true").text())
        .contains("no-result")
        .contains("never ran");
    assertThat(server.get("/v1/experiments/" + id + "/log").problem()).isEqualTo("404 no-log");
  }

  @Test
  void the_home_page_offers_results_only_where_they_are_and_shows_return_codes() {
    String java = run("java");
    String prints = run("prints");
    String silent = run("silent");
    String home = server.get("/").text();
    assertThat(home)
        .contains("Return code")
        .contains("<td>0</td>")
        .contains("href=\"" + java + "/result\"")
        .contains("href=\"" + prints + "/result\"")
        .contains("href=\"" + prints + "/log\"")
        .doesNotContain("href=\"" + silent + "/result\"")
        .doesNotContain("href=\"" + java + "/log\"");
  }

  @Test
  void the_document_shows_the_schemas_of_results() {
    var document = server.get("/openapi.json").json();
    assertThat(document.at("/components/schemas/ResultJava/required/0").stringValue())
        .isEqualTo("hits");
    assertThat(
            document
                .at(
                    "/paths/~1v1~1experiments~1{id}~1result/get/responses/200/content"
                        + "/application~1json/schema/$ref")
                .stringValue())
        .endsWith("/Result");
    assertThat(server.get("/v1/programs").text())
        .contains("\"result\":{\"type\":\"object\"")
        .contains("\"kind\":\"isolated\"");
  }
}

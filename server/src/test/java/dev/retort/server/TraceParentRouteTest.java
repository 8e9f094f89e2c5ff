package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.Program;
import dev.retort.core.program.RunContext;
import dev.retort.server.TestServer.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The `traceparent` of a client, from its request to its program.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TraceParentRouteTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  private TestServer server;

  /// Runs in a JVM of its own.
  public static final class Tells implements BlockingCode {
    @Override
    public int run(RunContext run) {
      run.result(
          "\"" + run.traceparent().orElseThrow() + " " + System.getenv("TRACEPARENT") + "\"");
      return 0;
    }
  }

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            Program.command("prints", List.of("sh", "-c", "printenv TRACEPARENT || echo none")),
            Program.isolated("tells", Tells.class),
            Program.blocking(
                "java",
                run -> {
                  run.result("\"" + run.traceparent().map(Object::toString).orElse("none") + "\"");
                  return 0;
                }));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply submit(String program, String... headers) {
    Reply reply =
        server.json(
            "{\"program\":\"" + program + "\",\"query_name\":\"n\",\"query_sequence\":\"M\"}",
            headers);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return reply;
  }

  private String result(String id) {
    String path = "/v1/experiments/" + id;
    assertThat(server.get(path, "Prefer", "wait=60").text()).contains("\"status\":\"finished\"");
    return server.get(path + "/result").text().strip();
  }

  private String traceOf(String id) {
    return server.get("/v1/experiments/" + id).json().get("traceparent").asString("null");
  }

  @Test
  void a_command_finds_it_in_its_environment_and_a_client_in_the_experiment() {
    Reply submitted = submit("prints", "traceparent", TRACE);
    assertThat(submitted.json().get("traceparent").stringValue()).isEqualTo(TRACE);
    assertThat(result(submitted.id())).isEqualTo(TRACE);
    assertThat(traceOf(submitted.id())).isEqualTo(TRACE);
  }

  @Test
  void java_code_finds_it_in_its_context() {
    assertThat(result(submit("java", "traceparent", TRACE).id())).isEqualTo('"' + TRACE + '"');
    assertThat(result(submit("tells", "traceparent", TRACE).id()))
        .isEqualTo('"' + TRACE + ' ' + TRACE + '"');
  }

  @Test
  void the_form_route_takes_it_too() {
    Reply created =
        server.post(
            "/",
            "application/x-www-form-urlencoded",
            "program=prints&query_name=n&query_sequence=M",
            "traceparent",
            TRACE);
    assertThat(result(created.id())).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void an_invalid_one_is_ignored(String value) {
    Reply submitted = submit("prints", "traceparent", value);
    assertThat(submitted.json().get("traceparent").isNull()).isTrue();
    assertThat(result(submitted.id())).isEqualTo("none");
  }

  @Test
  void two_of_them_are_ignored() {
    Reply submitted = submit("java", "traceparent", TRACE, "traceparent", OTHER);
    assertThat(submitted.json().get("traceparent").isNull()).isTrue();
  }

  /// A client that repeats a request may have begun another span for it.
  @Test
  void a_repeated_request_may_have_another() {
    Reply first = submit("java", "traceparent", TRACE, "Idempotency-Key", "trace-key");
    Reply again = submit("java", "traceparent", OTHER, "Idempotency-Key", "trace-key");
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(traceOf(again.id())).isEqualTo(TRACE);
  }

  @Test
  void a_rerun_belongs_to_the_trace_of_its_own_request() {
    String original = submit("java", "traceparent", TRACE).id();
    String rerun = "/v1/experiments/" + original + "/rerun";
    assertThat(server.post(rerun).json().get("traceparent").isNull()).isTrue();
    Reply traced = server.post(rerun, "application/json", "{\"priority\":9}", "traceparent", OTHER);
    assertThat(traced.json().get("traceparent").stringValue()).isEqualTo(OTHER);
  }
}

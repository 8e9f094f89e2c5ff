package dev.retort.server;

import static dev.retort.server.ExperimentRoutesTest.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.Engine;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import dev.retort.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// When and how long a query shall run, in each form in which a query comes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubmitOptionsTest {
  private static final String MULTIPART = "multipart/form-data; boundary=X";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private TestServer server;

  @BeforeAll
  void start() {
    Limits limits =
        Limits.DEFAULTS
            .withConcurrency(100)
            .withTimeout(Duration.ofHours(3))
            .withExpiresAfter(Duration.ofDays(2));
    server =
        TestServer.onEngine(
            engine -> engine.clock(clock),
            new Program.Async(
                "quick",
                ProgramSettings.DEFAULTS.with(limits),
                _ -> CompletableFuture.completedFuture(0)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply json(String more) {
    return server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"" + more + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "90       | 90.0",
        "0.5      | 0.5",
        "1e2      | 100.0",
        "\"90\"   | 90.0",
        "\"90s\"  | 90.0",
        "\"2h\"   | 7200.0",
        "\"1m30s\"| 90.0",
        "\"PT5M\" | 300.0",
        "\"3h\"   | 10800.0"
      })
  void a_timeout_is_a_number_of_seconds_or_text(String written, double seconds) {
    Reply reply = json(",\"timeout\":" + written);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    assertThat(reply.json().get("timeout").doubleValue()).isEqualTo(seconds);
  }

  @Test
  void a_query_without_options_takes_those_of_its_program() {
    JsonNode json = json("").json();
    assertThat(json.get("timeout").isNull()).isTrue();
    assertThat(json.get("expires_at").stringValue())
        .isEqualTo(clock.instant().plus(Duration.ofDays(2)).toString());
    assertThat(json.get("keep").booleanValue()).isFalse();
    assertThat(json.get("rerun_of").isNull()).isTrue();
    assertThat(json(",\"timeout\":null,\"not_before\":null,\"keep\":null").status()).isEqualTo(202);
  }

  @Test
  void a_deferred_query_waits_for_its_time_and_expires_after_it() {
    JsonNode json =
        json(",\"not_before\":\"2026-01-01T12:00:00+01:00\",\"expires_after\":\"1h\",\"keep\":true")
            .json();
    assertThat(json.get("not_before").stringValue()).isEqualTo("2026-01-01T11:00:00Z");
    assertThat(json.get("expires_at").stringValue()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(json.get("keep").booleanValue()).isTrue();
    assertThat(json.get("waiting_for").stringValue()).isEqualTo("time");
    assertThat(server.get("/v1/experiments?status=pending").text())
        .contains("\"waiting_for\":\"time\"");
    assertThat(server.get("/").text()).contains("waits for time");
  }

  @Test
  void forms_and_parts_take_the_same() {
    String fields = "query_name=n&query_sequence=M&timeout=90&expires_after=12h&keep=true";
    Reply form =
        server.post(
            "/v1/experiments", RequestReader.FORM, fields + "&not_before=2026-02-01T00%3A00%3A00Z");
    Reply parts =
        server.post(
            "/v1/experiments",
            MULTIPART,
            part("query_name", "", "n")
                + part("query_sequence", "", "M")
                + part("timeout", "", "90s")
                + part("expires_after", "", "PT12H")
                + part("not_before", "", "2026-02-01T00:00:00Z")
                + part("keep", "", "true")
                + "--X--\r\n");
    for (Reply reply : new Reply[] {form, parts}) {
      assertThat(reply.status()).as(reply.text()).isEqualTo(202);
      assertThat(reply.json().get("timeout").doubleValue()).isEqualTo(90);
      assertThat(reply.json().get("expires_at").stringValue()).isEqualTo("2026-02-01T12:00:00Z");
      assertThat(reply.json().get("keep").booleanValue()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout       | 0",
        "timeout       | -1",
        "timeout       | 10801",
        "timeout       | 1e300",
        "timeout       | 1e-9",
        "timeout       | 99999999999999999999999999",
        "timeout       | true",
        "timeout       | [1]",
        "timeout       | \"\"",
        "timeout       | \"soon\"",
        "timeout       | \"-5s\"",
        "timeout       | \"P-1D\"",
        "timeout       | \"P99999999999D\"",
        "expires_after | 0",
        "expires_after | \"3d\"",
        "expires_after | \"9999999d\"",
        "expires_after | {}",
        "not_before    | \"9999-12-31T00:00:00Z\"",
        "not_before    | \"+99999-12-31T00:00:00Z\"",
        "not_before    | \"-0001-12-31T00:00:00Z\"",
        "not_before    | \"2027-06-01T00:00:00Z\"",
        "not_before    | \"2026-01-01T00:00:00\"",
        "not_before    | \"2026-01-01T00:00:00+25:00\"",
        "not_before    | \"2026-01-01T00:00:00 Mars\"",
        "not_before    | \"2026-02-30T00:00:00Z\"",
        "not_before    | \"tomorrow\"",
        "not_before    | 1767225600",
        "keep          | \"true\"",
        "keep          | 1"
      })
  void what_is_out_of_range_or_nonsense_is_refused_with_its_pointer(String field, String value) {
    int before = server.accepted();
    Reply reply = json(",\"" + field + "\":" + value);
    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(reply.json().at("/errors/0/pointer").stringValue()).isEqualTo("/" + field);
    assertThat(reply.json().at("/errors/0/detail").stringValue()).doesNotContain("Exception");
    assertThat(server.accepted()).isEqualTo(before);
  }

  @Test
  void a_form_that_is_wrong_is_refused_with_all_its_pointers() {
    Reply reply =
        server.post(
            "/v1/experiments",
            RequestReader.FORM,
            "query_name=n&query_sequence=M&timeout=x&expires_after=y&not_before=z&keep=maybe");
    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(reply.json().get("errors").findValuesAsString("pointer"))
        .containsExactly("/timeout", "/expires_after", "/not_before", "/keep");
  }

  @ParameterizedTest
  @CsvSource({"timeout", "expires_after", "not_before", "keep", "waiting_for", "rerun_of"})
  void the_first_route_keeps_these_names_for_itself(String field) {
    Reply form = server.form("query_name=n&query_sequence=M&" + field + "=1");
    assertThat(form.problem()).isEqualTo("422 validation");
    assertThat(form.json().at("/errors/0/pointer").stringValue()).isEqualTo("/" + field);
    assertThat(
            server
                .post(
                    "/",
                    Answer.JSON,
                    "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"" + field + "\":1}")
                .problem())
        .isEqualTo("422 validation");
  }

  @Test
  void one_that_is_not_started_in_time_is_cancelled_with_the_reason_in_words() throws Exception {
    Engine engine = server.engine;
    engine.pause("quick");
    Reply reply = json(",\"expires_after\":60");
    assertThat(reply.json().get("waiting_for").stringValue()).isEqualTo("resume");
    clock.advance(Duration.ofMinutes(2));
    engine.look();
    JsonNode ended = server.get(reply.header("Location"), "Prefer", "wait=10").json();
    engine.resume("quick");
    assertThat(ended.get("status").stringValue()).isEqualTo("cancelled");
    assertThat(ended.get("message").stringValue()).contains("expires_after");
  }
}

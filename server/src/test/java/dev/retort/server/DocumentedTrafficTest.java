package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.program.Program;
import dev.retort.server.DocumentedTraffic.Exchange;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The check of the tests' traffic refuses what the document does not say.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentedTrafficTest {
  private static final String HEALTH = "{\"status\":\"up\"}";

  private TestServer server;
  private DocumentedTraffic documented;

  @BeforeAll
  void start() {
    server = TestServer.with(Program.async("any", _ -> CompletableFuture.completedFuture(0)));
    documented = new DocumentedTraffic(server.get("/openapi.json").json(), "");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Exchange exchange(
      String method, String target, int status, String type, String body, String... headers) {
    return new Exchange(
        method,
        target,
        null,
        null,
        status,
        type,
        Set.of(headers),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String problem(String slug, int status) {
    return "{\"type\":\"/problems/"
        + slug
        + "\",\"title\":\"t\",\"status\":"
        + status
        + ",\"detail\":\"d\"}";
  }

  @Test
  void a_documented_answer_passes() {
    documented.check(exchange("GET", "/health/live", 200, Answer.JSON, HEALTH));
    documented.check(
        exchange("GET", "/health/live", 406, Problem.MEDIA_TYPE, problem("not-acceptable", 406)));
    documented.check(
        exchange(
            "PUT", "/health/live", 405, Problem.MEDIA_TYPE, problem("method-not-allowed", 405)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a status          | GET  | /health/live        | 201 | application/json | {\"status\":\"up\"}",
        "a media type      | GET  | /health/live        | 200 | text/plain       | {\"status\":\"up\"}",
        "a value           | GET  | /health/live        | 200 | application/json | {\"status\":\"no\"}",
        "a member          | GET  | /health/live        | 200 | application/json | {\"status\":\"up\",\"x\":1}",
        "a missing member  | GET  | /health/live        | 200 | application/json | {}",
        "a query parameter | GET  | /health/live?x=1    | 200 | application/json | {\"status\":\"up\"}",
        "a path            | GET  | /v1/unknown         | 200 | application/json | {}",
        "a method          | PUT  | /health/live        | 200 | application/json | {}",
        "a problem as JSON | GET  | /health/live        | 404 | application/json | {}"
      })
  void an_undocumented_answer_fails(
      String what, String method, String target, int status, String type, String body) {
    assertThatThrownBy(() -> documented.check(exchange(method, target, status, type, body)))
        .as(what)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void an_undocumented_problem_or_header_fails() {
    assertThatThrownBy(() ->
            documented.check(
                exchange("GET", "/health/live", 410, Problem.MEDIA_TYPE, problem("purged", 410))))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() ->
            documented.check(
                exchange("GET", "/health/live", 200, Answer.JSON, HEALTH, "Retort-Status")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void an_accepted_body_that_the_document_refuses_fails() {
    String body = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}").text();
    String sent = "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"more\":1}";
    Exchange exchange =
        new Exchange(
            "POST",
            "/v1/programs/any/experiments",
            Answer.JSON,
            sent,
            202,
            Answer.JSON,
            Set.of(),
            body.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> documented.check(exchange)).isInstanceOf(AssertionError.class);
    assertThat(server.post("/v1/programs/any/experiments", Answer.JSON, sent).status())
        .isEqualTo(422);
  }
}

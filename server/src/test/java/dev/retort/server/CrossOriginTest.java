package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other web sites: those that the server allows, and all others.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrossOriginTest {
  private static final Program ECHO =
      Program.async("echo", _ -> CompletableFuture.completedFuture(0));
  private static final String LAB = "https://lab.example.org";
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            setup -> setup.allowedOrigin(LAB).allowedOrigin("http://LOCALHOST:5173"), ECHO);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Reply preflight(TestServer server, String path, String origin) {
    return server.send(
        server
            .request(
                path,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,idempotency-key")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static Reply submit(TestServer server, String origin) {
    return server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Origin", origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {LAB, "http://localhost:5173"})
  void a_page_of_an_allowed_site_submits_a_query_and_reads_the_answer(String origin) {
    Reply preflight = preflight(server, "/v1/experiments", origin);
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header(ALLOWED)).isEqualTo(origin);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST", "GET");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Content-Type", "Idempotency-Key", "Prefer");
    assertThat(preflight.header("Vary")).isEqualTo("Origin");

    Reply accepted = submit(server, origin);
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header(ALLOWED)).isEqualTo(origin);
    assertThat(accepted.header("Access-Control-Expose-Headers")).contains("Location");
    assertThat(accepted.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(server.get("/v1/experiments", "Origin", origin).header(ALLOWED)).isEqualTo(origin);
  }

  @Test
  void errors_can_be_read_too() {
    Reply refused = server.json("{}", "Origin", LAB);
    assertThat(refused.problem()).isEqualTo("422 validation");
    assertThat(refused.header(ALLOWED)).isEqualTo(LAB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "http://lab.example.org",
        "https://lab.example.org.evil.example",
        "https://lab.example.org:8443"
      })
  void a_page_of_another_site_gets_no_permission(String origin) {
    Reply preflight = preflight(server, "/v1/experiments", origin);
    assertThat(preflight.header(ALLOWED)).isEmpty();
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEmpty();
    assertThat(preflight.header("Vary")).isEqualTo("Origin");
    assertThat(submit(server, origin).problem()).isEqualTo("403 foreign-origin");
    assertThat(server.get("/v1/experiments", "Origin", origin).header(ALLOWED)).isEmpty();
  }

  @Test
  void by_default_no_site_is_allowed() {
    try (TestServer closed = TestServer.with(ECHO)) {
      Reply preflight = preflight(closed, "/v1/experiments", LAB);
      assertThat(preflight.http().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
      assertThat(preflight.header("Vary")).isEmpty();
      assertThat(submit(closed, LAB).problem()).isEqualTo("403 foreign-origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "null", "lab.example.org", "https://lab.example.org/", "ftp://x", ""})
  void what_is_no_origin_is_refused_in_words(String text) {
    assertThatThrownBy(() -> RetortServer.builder(server.engine).allowedOrigin(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://lab.example.org")
        .hasMessageContaining('"' + text + '"');
  }
}

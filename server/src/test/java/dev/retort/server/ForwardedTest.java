package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.origin.BasePath;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The headers that proxies add, sent by a client itself.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForwardedTest {
  private static final String SEGMENT_CHARACTERS =
      "abcXYZ0189._~+@:-"; // those that need no percent-escape
  private static final Program ECHO =
      Program.async("echo", _ -> CompletableFuture.completedFuture(0));

  private TestServer server;
  private String id = "";

  @BeforeAll
  void start() {
    server = TestServer.with(setup -> setup.trustedProxy("127.0.0.1").trustedProxy("::1"), ECHO);
    id = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}").id();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void every_link_answers_under_a_thousand_prefixes() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 1_000; i++) {
      String prefix = prefix(random);
      Reply shown = server.get("/v1/experiments/" + id, "X-Forwarded-Prefix", prefix);
      for (JsonNode link : shown.json().get("links")) {
        assertThat(link.stringValue()).startsWith(prefix + "/v1/experiments/" + id);
      }
      String self = shown.json().at("/links/self").stringValue();
      assertThat(server.get(self.substring(prefix.length())).id()).as(prefix).isEqualTo(id);
    }
  }

  private static String prefix(RandomGenerator random) {
    StringBuilder prefix = new StringBuilder();
    for (int segment = random.nextInt(1, 4); segment > 0; segment--) {
      prefix.append("/s");
      for (int length = random.nextInt(12); length > 0; length--) {
        prefix.append(
            random.nextInt(8) == 0
                ? "%C3%A9"
                : SEGMENT_CHARACTERS.charAt(random.nextInt(SEGMENT_CHARACTERS.length())));
      }
    }
    return prefix.toString();
  }

  @Test
  void nobody_but_a_trusted_proxy_changes_the_links() {
    try (TestServer plain = TestServer.with(ECHO);
        TestServer other = TestServer.with(setup -> setup.trustedProxy("192.0.2.0/24"), ECHO)) {
      for (TestServer each : new TestServer[] {plain, other}) {
        Reply reply =
            each.get(
                "/",
                "X-Forwarded-Prefix",
                "/evil",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "https");
        assertThat(reply.text()).contains("href=\"/docs\"").doesNotContain("evil", "https:");
      }
    }
  }

  @Test
  void of_several_values_the_one_of_the_nearest_proxy_counts() {
    assertThat(server.get("/v1/x", "X-Forwarded-Prefix", "/evil, /near").json().get("type"))
        .hasToString("\"/near/problems/not-found\"");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Prefix, no-slash",
    "X-Forwarded-Prefix, //evil.example",
    "X-Forwarded-Prefix, /a/../b",
    "X-Forwarded-Prefix, /<script>",
    "X-Forwarded-Prefix, /a%zz",
    "X-Forwarded-Host, a/b",
    "X-Forwarded-Host, a<b",
    "X-Forwarded-Proto, javascript"
  })
  void a_malformed_header_of_a_trusted_proxy_is_refused_by_its_name(String header, String value) {
    Reply refused = server.get("/v1/programs", header, value);
    assertThat(refused.problem()).isEqualTo("400 invalid-header");
    assertThat(refused.json().get("detail").stringValue()).contains(header).doesNotContain("<");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/docs", "/v1/experiments", "/health/live"})
  void a_base_path_that_is_the_beginning_of_a_route_is_refused(String base) {
    assertThatThrownBy(() -> RetortServer.builder(server.engine).port(0).basePath(base).start())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("base_path " + base)
        .hasMessageContaining("choose another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools", "//tools", "/tools//retort", "/tools?x", "/./x", "/a b", "/é"})
  void what_is_no_path_is_no_base_path(String text) {
    assertThatThrownBy(() -> BasePath.of(text)).hasMessageContaining("/tools/retort");
  }

  @Test
  void a_server_under_a_base_path_answers_with_it_and_without_it() {
    try (TestServer below = TestServer.with(setup -> setup.basePath("/tools/retort"), ECHO)) {
      for (String path :
          new String[] {"/tools/retort", "/tools/retort/", "/", "/tools/retort/docs", "/docs"}) {
        assertThat(below.get(path).text()).as(path).contains("/tools/retort/docs");
      }
      assertThat(below.get("/tools/retortx/docs").problem()).startsWith("404 ");
      assertThat(below.get("/tools/docs").problem()).startsWith("404 ");
    }
  }
}

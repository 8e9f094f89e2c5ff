package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.origin.BaseUrl;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Links with scheme and host: for one request, or for all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AbsoluteLinksTest {
  private static final String QUERY = "{\"query_name\":\"n\",\"query_sequence\":\"M\"}";
  private static final String ABSOLUTE = "links=absolute";
  private static final String URL = "https://lab.example.org:8443/tools/retort";
  private static final Program WRITES =
      Program.command("writes", List.of("sh", "-c", "echo x > out.txt"));

  private TestServer server;
  private TestServer configured;

  @BeforeAll
  void start() {
    server = TestServer.with(setup -> setup.trustedProxy("127.0.0.1").trustedProxy("::1"), WRITES);
    configured =
        TestServer.with(
            setup -> setup.basePath("/ignored").baseUrl(URL + '/').trustedProxy("127.0.0.1"),
            WRITES);
  }

  @AfterAll
  void stop() {
    server.close();
    configured.close();
  }

  private String root() {
    return server.server.uri().toString();
  }

  @Test
  void a_client_that_prefers_them_gets_urls_that_work() {
    Reply ended = server.json(QUERY, "Prefer", "wait=60, links=absolute");
    assertThat(ended.header("Location")).isEqualTo(root() + "v1/experiments/" + ended.id());
    assertThat(ended.http().headers().allValues("Preference-Applied"))
        .containsExactlyInAnyOrder("wait=60", ABSOLUTE);
    for (JsonNode link : ended.json().get("links")) {
      assertThat(link.stringValue()).startsWith(root());
      assertThat(server.get(link.stringValue()).status()).isIn(200, 405);
    }
    Reply files = server.get("/v1/experiments/" + ended.id() + "/files", "Prefer", ABSOLUTE);
    String href = files.json().at("/files/0/href").stringValue();
    assertThat(href).startsWith(root());
    assertThat(server.get(href).text()).isEqualTo("x\n");
  }

  @Test
  void pages_problems_and_the_api_document_have_them_too() {
    server.json(QUERY);
    server.json(QUERY);
    assertThat(server.get("/v1/experiments?limit=1", "Prefer", ABSOLUTE).header("Link"))
        .startsWith("<" + root() + "v1/experiments?limit=1&cursor=");
    Reply missing = server.get("/v1/nothing", "Prefer", ABSOLUTE);
    String type = missing.json().get("type").stringValue();
    assertThat(type).isEqualTo(root() + "problems/not-found");
    assertThat(missing.header("Preference-Applied")).isEqualTo(ABSOLUTE);
    assertThat(server.get(type).json().get("status").intValue()).isEqualTo(404);
    Reply document = server.get("/openapi.json", "Prefer", ABSOLUTE);
    assertThat(document.json().at("/servers/0/url").stringValue() + '/').isEqualTo(root());
    assertThat(document.header("Vary")).contains("Prefer");
    assertThat(document.json().at("/components/examples/kept/value/type").stringValue())
        .isEqualTo(root() + "problems/kept");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"links=\"absolute\"", "links = Absolute; x=1", "respond-async, Links=absolute"})
  void the_preference_is_read_in_every_form_of_the_rfc(String prefer) {
    Reply programs = server.get("/v1/experiments?limit=1", "Prefer", prefer);
    assertThat(programs.header("Preference-Applied")).isEqualTo(ABSOLUTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"links=relative", "links", "return=minimal", "wait=0"})
  void without_it_links_are_paths(String prefer) {
    Reply accepted = server.json(QUERY, "Prefer", prefer);
    assertThat(accepted.header("Location")).startsWith("/v1/experiments/");
    assertThat(accepted.http().headers().allValues("Preference-Applied")).doesNotContain(ABSOLUTE);
  }

  @Test
  void they_begin_with_what_a_trusted_proxy_says() {
    Reply programs =
        server.get(
            "/v1/nothing",
            "Prefer",
            ABSOLUTE,
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "lab.example.org",
            "X-Forwarded-Prefix",
            "/tools");
    assertThat(programs.json().get("type").stringValue())
        .isEqualTo("https://lab.example.org/tools/problems/not-found");
  }

  @Test
  void a_base_url_begins_every_link_whatever_the_request_says() {
    Reply accepted =
        configured.post(
            "/v1/experiments",
            Answer.JSON,
            QUERY,
            "X-Forwarded-Host",
            "other.example",
            "X-Forwarded-Prefix",
            "/other");
    assertThat(accepted.header("Location")).isEqualTo(URL + "/v1/experiments/" + accepted.id());
    assertThat(accepted.header("Preference-Applied")).isEmpty();
    accepted
        .json()
        .get("links")
        .forEach(link -> assertThat(link.stringValue()).startsWith(URL + "/v1/experiments/"));
    assertThat(configured.get("/openapi.json").json().at("/servers/0/url").stringValue())
        .isEqualTo(URL);
    assertThat(configured.get("/tools/retort/v1/nothing").json().get("type").stringValue())
        .isEqualTo(URL + "/problems/not-found");
  }

  @Test
  void the_pages_work_at_every_address_of_a_server_with_a_base_url() {
    assertThat(configured.get("/docs").text())
        .contains("src=\"/tools/retort/docs/start.js\"")
        .doesNotContain("lab.example.org");
    assertThat(configured.get("/").text()).contains("href=\"/tools/retort/docs\"", URL + "/</pre>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://lab.example.org:8443", "http://127.0.0.1", "http://evil.example"})
  void pages_at_the_base_url_and_at_the_own_address_may_send_queries(String origin) {
    String port = origin.endsWith(".1") ? ":" + configured.server.uri().getPort() : "";
    int status =
        configured.post("/v1/experiments", Answer.JSON, QUERY, "Origin", origin + port).status();
    assertThat(status).isEqualTo(origin.contains("evil") ? 403 : 202);
  }

  @Test
  void the_host_of_the_base_url_is_a_name_of_the_server() throws Exception {
    String request = "GET /health/live HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
    assertThat(configured.raw(request.formatted("lab.example.org"))).startsWith("HTTP/1.1 200");
    assertThat(configured.raw(request.formatted("evil.example"))).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab.example.org",
        "ftp://a.example",
        "https://",
        "https://a.example/b?c",
        "https://a.example/b#c",
        "https://user@a.example",
        "https://a.example/../b",
        "https://a\"b.example"
      })
  void what_is_no_url_is_no_base_url(String text) {
    assertThatThrownBy(() -> BaseUrl.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A real nginx in front of the server: links, pages and origins of a server that is not at the
/// root of its host.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BehindProxyTest {
  private static final Pattern IN_PAGE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final String BASE = "/tools/retort";

  /// Configurations of nginx: with and without the prefix in the request, with and without names.
  private static final String LOCATIONS =
      """
      location /tools/retort/ {
        proxy_pass http://127.0.0.1:%1$d;
        proxy_set_header X-Forwarded-Host $http_host;
      }
      location /removed/ {
        proxy_pass http://127.0.0.1:%1$d/;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-Prefix /removed;
      }
      location /default/ {
        proxy_pass http://127.0.0.1:%1$d/;
      }
      location /host/ {
        proxy_pass http://127.0.0.1:%1$d/;
        proxy_set_header Host $http_host;
      }
      """;

  @TempDir static Path directory;
  private TestServer server;
  private Nginx nginx;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    server =
        TestServer.with(
            setup -> setup.basePath(BASE + '/').trustedProxy("127.0.0.0/8"),
            Program.command("writes", List.of("sh", "-c", "echo out; echo x > 'a b.txt'")));
    nginx = Nginx.with(directory, LOCATIONS.formatted(server.server.uri().getPort()));
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    if (nginx != null) {
      nginx.close();
    }
    server.close();
  }

  private Reply get(String path) {
    return server.send(HttpRequest.newBuilder(nginx.uri.resolve(path)).GET());
  }

  /// Submits a query as a page at that origin would.
  private Reply submit(String base, String origin) {
    return server.send(
        HttpRequest.newBuilder(nginx.uri.resolve(base + "/v1/experiments"))
            .header("Content-Type", Answer.JSON)
            .header("Origin", origin)
            .header("Prefer", "wait=60")
            .POST(BodyPublishers.ofString("{\"query_name\":\"n\",\"query_sequence\":\"M\"}")));
  }

  private String origin() {
    return "http://" + nginx.uri.getAuthority();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed"})
  void every_link_of_an_experiment_works_where_the_client_sees_the_server(String base) {
    Reply accepted = submit(base, origin());
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.header("Location")).isEqualTo(base + "/v1/experiments/" + accepted.id());
    assertThat(get(accepted.header("Location")).id()).isEqualTo(accepted.id());

    JsonNode links = accepted.json().get("links");
    assertThat(links.size()).isGreaterThan(3);
    links.forEach(link -> {
      String path = link.stringValue();
      assertThat(path).startsWith(base + "/v1/experiments/");
      assertThat(get(path).status()).as(path).isIn(200, 405); // 405: links to post to
    });
    JsonNode file = get(links.get("files").stringValue()).json().at("/files/0");
    assertThat(file.get("href").stringValue()).startsWith(base).endsWith("/files/a%20b.txt");
    assertThat(get(file.get("href").stringValue()).text()).isEqualTo("x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed"})
  void every_link_and_asset_of_the_pages_works(String base) {
    submit(base, origin());
    for (String page : new String[] {base + "/", base + "/docs", base + "/docs/"}) {
      List<String> found = new ArrayList<>();
      Matcher links = IN_PAGE.matcher(get(page).text());
      while (links.find()) {
        if (!links.group(1).startsWith("data:")) {
          found.add(links.group(1));
        }
      }
      assertThat(found)
          .hasSizeGreaterThan(2)
          .allSatisfy(link -> {
            assertThat(link).startsWith(base + '/');
            assertThat(get(link).status()).as(link).isEqualTo(200);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed"})
  void the_api_document_names_the_path_and_is_found_by_its_page(String base) {
    assertThat(get(base + "/openapi.json").json().at("/servers/0/url").stringValue())
        .isEqualTo(base);
    assertThat(get(base + "/docs/start.js").text()).contains("new URL(\"../\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed"})
  void pages_of_a_listing_are_linked_with_the_path(String base) {
    submit(base, origin());
    submit(base, origin());
    String link = get(base + "/v1/experiments?limit=1").header("Link");
    assertThat(link).startsWith('<' + base + "/v1/experiments?limit=1&cursor=");
    assertThat(get(link.substring(1, link.indexOf('>'))).json().get("experiments")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed"})
  void problems_are_explained_where_they_link_to(String base) {
    Reply missing = get(base + "/v1/nothing");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.json().get("type").stringValue()).isEqualTo(base + "/problems/not-found");
    assertThat(missing.json().get("detail").stringValue()).contains(base + "/openapi.json");
    assertThat(get(missing.json().get("type").stringValue()).json().get("title").stringValue())
        .isEqualTo("Not found");
  }

  @Test
  void the_home_page_shows_the_url_to_copy() {
    assertThat(get("/removed/").text())
        .contains("https://" + nginx.uri.getAuthority() + "/removed/</pre>");
  }

  @Test
  void the_default_host_of_nginx_is_refused_with_the_header_to_set() {
    Reply refused = submit("/default", origin());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().get("detail").stringValue())
        .contains(
            origin(),
            "called as \"127.0.0.1:" + server.server.uri().getPort(),
            "proxy_set_header Host $http_host",
            "X-Forwarded-Host",
            "trusted_proxies",
            "allowed_origins");
    assertThat(submit("/host", origin()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tools/retort", "/removed", "/host"})
  void a_page_of_another_site_cannot_send_a_query_through_the_proxy(String base) {
    assertThat(submit(base, "http://evil.example").status()).isEqualTo(403);
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Links with which anyone can read one experiment.
final class ShareTest {
  private TestServer server;
  private String alice;
  private String bob;

  @BeforeEach
  void start() {
    server =
        TestServer.with(
            setup -> setup.requireTokens(true),
            Program.async("echo", _ -> CompletableFuture.completedFuture(0)),
            Program.async("never", _ -> new CompletableFuture<>()));
    alice = token("alice");
    bob = token("bob");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String token(String owner) {
    Set<Scope> scopes = Set.of(Scope.SUBMIT, Scope.READ);
    return new TokenFile(server.directory)
        .create(owner, owner, scopes, Clock.systemUTC().instant(), null)
        .text();
  }

  private String submit(String program) {
    Reply reply =
        server.json(
            "{\"query_name\":\"a\",\"query_sequence\":\"MKV\",\"program\":\"" + program + "\"}",
            "Authorization",
            "Bearer " + alice);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return reply.id();
  }

  private Reply share(String id, String token, String query) {
    return server.send(
        server
            .request("/v1/experiments/" + id + "/share" + query, "Authorization", "Bearer " + token)
            .POST(BodyPublishers.noBody()));
  }

  private static String path(Reply shared) {
    assertThat(shared.status()).as(shared.text()).isEqualTo(201);
    return URI.create(shared.json().get("url").stringValue()).getPath();
  }

  private Reply revoke(String id, String link) {
    return server.send(
        server
            .request(
                "/v1/experiments/" + id + "/shares/" + link, "Authorization", "Bearer " + alice)
            .DELETE());
  }

  @Test
  void anyone_who_has_the_link_reads_one_experiment() {
    String id = submit("echo");
    String other = submit("echo");
    String link = path(share(id, alice, ""));

    Reply shown = server.get(link);

    assertThat(shown.status()).as(shown.text()).isEqualTo(200);
    assertThat(shown.id()).isEqualTo(id);
    assertThat(shown.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(shown.json().at("/links/input").stringValue()).isEqualTo(link + "/input");
    assertThat(server.get(shown.json().at("/links/input").stringValue()).text()).isEqualTo("MKV");
    assertThat(server.get(link + "/attempts").status()).isEqualTo(200);
    assertThat(server.get(link + "/files").status()).isEqualTo(200);
    assertThat(server.get("/v1/experiments/" + other).status()).isEqualTo(401);
    assertThat(server.get(link.replace("/v1/shared/", "/v1/experiments/")).status()).isEqualTo(401);
  }

  @Test
  void a_link_changes_nothing() {
    String id = submit("never");
    String link = path(share(id, alice, ""));

    assertThat(server.post(link + "/cancel").problem()).isEqualTo("403 forbidden");
    assertThat(server.post(link + "/share").problem()).isEqualTo("403 forbidden");
    assertThat(server.get(link + "/shares").problem()).isEqualTo("403 forbidden");
    assertThat(server.send(server.request(link).DELETE()).problem()).isEqualTo("403 forbidden");
    assertThat(server.patch(link, "application/json", "{\"keep\":true}").problem())
        .isEqualTo("403 forbidden");
    assertThat(server.get(link).json().get("status").stringValue()).isNotEqualTo("cancelled");
  }

  @Test
  void a_link_that_is_altered_or_revoked_is_not_found() {
    String id = submit("echo");
    Reply shared = share(id, alice, "?expires=1h");
    String link = path(shared);
    char last = link.charAt(link.length() - 1);
    String altered = link.substring(0, link.length() - 1) + (last == '0' ? '1' : '0');
    String linkId = shared.json().get("id").stringValue();

    assertThat(server.get(altered).problem()).isEqualTo("404 not-found");
    assertThat(server.get("/v1/shared/" + linkId).problem()).isEqualTo("404 not-found");
    assertThat(revoke(id, linkId).status()).isEqualTo(204);
    assertThat(server.get(link).problem()).isEqualTo("404 not-found");
    assertThat(revoke(id, linkId).problem()).isEqualTo("404 not-found");
  }

  @Test
  void a_link_expires() {
    String id = submit("echo");
    String link = path(share(id, alice, "?expires=1s"));

    org.awaitility.Awaitility.await().until(() -> server.get(link).status() == 404);
    assertThat(share(id, alice, "?expires=2000d").problem())
        .isEqualTo("400 invalid-query-parameter");
  }

  @Test
  void revocation_cuts_off_who_reads_by_the_link() throws IOException {
    String id = submit("never");
    Reply shared = share(id, alice, "");
    String path = path(shared);
    try (Socket waiting =
        new Socket(server.server.uri().getHost(), server.server.uri().getPort())) {
      waiting.setSoTimeout(30_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=300\r\n\r\n";
      waiting.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      org.awaitility.Awaitility.await().until(() -> server.server.underWay() >= 1);

      revoke(id, shared.json().get("id").stringValue());

      assertThat(TestServer.readAll(waiting.getInputStream())).isEmpty();
    }
  }

  @Test
  void only_the_owner_shares_and_sees_the_links() throws IOException {
    String id = submit("echo");
    assertThat(share(id, bob, "").problem()).isEqualTo("404 not-found");
    String link = path(share(id, alice, ""));
    Reply links =
        server.get("/v1/experiments/" + id + "/shares", "Authorization", "Bearer " + alice);

    assertThat(links.json().get("shares")).hasSize(1);
    String secret = link.substring(link.lastIndexOf('_') + 1);
    assertThat(links.text()).contains("token alice").doesNotContain(secret);
    assertThat(Files.readString(server.directory.resolve("shares"))).doesNotContain(secret);
    assertThat(
            server
                .get("/v1/experiments/" + id + "/shares", "Authorization", "Bearer " + bob)
                .problem())
        .isEqualTo("404 not-found");
  }
}

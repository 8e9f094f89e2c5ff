package dev.retort.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.access.AccessToken;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import dev.retort.server.events.LiveStreams;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Route;
import dev.retort.server.routes.ApiRoutes;
import dev.retort.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens and their scopes, on a server that needs them.
final class AccessTest {
  private static final Program ECHO =
      Program.async("echo", _ -> CompletableFuture.completedFuture(0));
  private static final Instant NOW = Clock.systemUTC().instant();

  private static TestServer closed() {
    return TestServer.with(setup -> setup.requireTokens(true), ECHO);
  }

  private static String token(TestServer server, String name, Scope... scopes) {
    return new TokenFile(server.directory).create(name, name, Set.of(scopes), NOW, null).text();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static String[] basic(String user, String password) {
    String pair = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8));
    return new String[] {"Authorization", "Basic " + pair};
  }

  private static Reply send(TestServer server, Route route, String... headers) {
    String path = route.path.openApi().replaceAll("\\{[^}]*}", "x");
    HttpRequest.Builder request = server.request(path, headers);
    return server.send(request.method(route.method, BodyPublishers.noBody()));
  }

  @Test
  void every_route_needs_a_token_and_its_scope() {
    try (TestServer server = closed()) {
      List<Route> routes =
          ApiRoutes.of(server.engine, HttpLimits.DEFAULTS, Clock.systemUTC(), () -> false, true)
              .all();
      String submit = token(server, "submit", Scope.SUBMIT);
      String read = token(server, "read", Scope.READ);
      String readAll = token(server, "read-all", Scope.READ_ALL);
      String admin = token(server, "admin", Scope.ADMIN);

      int limited = 0;
      for (Route route : routes) {
        if (route.method.equals("POST") && route.path.text().equals("/floor")) {
          continue; // only in benchmarks
        }
        String what = route.method + " " + route.path.text();
        Reply without = send(server, route);
        if (route.isOpen()) {
          assertThat(without.status()).as(what).isNotIn(401, 403);
          continue;
        }
        assertThat(without.problem()).as(what).isEqualTo("401 unauthorized");
        assertThat(without.http().headers().allValues("WWW-Authenticate"))
            .hasSize(2)
            .anyMatch(each -> each.startsWith("Bearer"))
            .anyMatch(each -> each.startsWith("Basic"));
        Optional<String> tooSmall =
            tooSmall(route.scopes).map(scope -> scope == Scope.SUBMIT ? submit : read);
        if (route.scopes.equals(Set.of(Scope.ADMIN))) {
          assertThat(send(server, route, bearer(readAll)).problem())
              .as(what)
              .isEqualTo("403 forbidden");
        }
        if (tooSmall.isPresent()) {
          limited++;
          assertThat(send(server, route, bearer(tooSmall.get())).problem())
              .as(what)
              .isEqualTo("403 forbidden");
        }
        if (!LiveStreams.EVENT_STREAM.equals(route.produces)) { // whose answer would not end
          assertThat(send(server, route, bearer(admin)).status()).as(what).isNotIn(401, 403);
        }
      }
      assertThat(limited).isGreaterThan(15);
    }
  }

  /// A scope that does not suffice, if there is one.
  private static Optional<Scope> tooSmall(Set<Scope> anyOf) {
    return EnumSet.of(Scope.SUBMIT, Scope.READ).stream()
        .filter(scope -> !anyOf.contains(scope))
        .findFirst();
  }

  @Test
  void only_health_problems_and_documentation_are_open_to_all() {
    try (TestServer server = closed()) {
      assertThat(
              ApiRoutes.of(server.engine, HttpLimits.DEFAULTS, Clock.systemUTC(), () -> false, true)
                  .all()
                  .stream()
                  .filter(Route::isOpen)
                  .map(route -> route.path.text()))
          .containsExactlyInAnyOrder(
              "/health/live",
              "/health/ready",
              "/problems/{name}",
              "/docs",
              "/docs/start.js",
              "/docs/swagger-ui.css",
              "/docs/swagger-ui-bundle.js");
    }
  }

  @Test
  void a_token_is_a_bearer_token_or_the_password_of_basic_authentication() {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.SUBMIT);

      assertThat(server.get("/v1/backlog", bearer(token)).status()).isEqualTo(200);
      assertThat(server.get("/v1/backlog", basic("", token)).status()).isEqualTo(200);
      assertThat(server.get("/v1/backlog", basic("anybody", token)).status()).isEqualTo(200);
      assertThat(server.get("/v1/backlog", basic(token, "")).status()).isEqualTo(401);
      assertThat(server.get("/v1/backlog", "Authorization", token).status()).isEqualTo(401);
      assertThat(
              server
                  .post("/", "text/plain", "query_name=a&query_sequence=M", basic("curl", token))
                  .status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "access_token", "authorization"})
  void a_token_in_the_query_string_is_never_accepted(String parameter) {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.ADMIN);

      assertThat(server.get("/v1/backlog?" + parameter + "=" + token).problem())
          .isEqualTo("401 unauthorized");
      assertThat(server.get("/v1/backlog?" + parameter + "=" + token, bearer(token)).problem())
          .isEqualTo("400 invalid-query-parameter");
    }
  }

  @Test
  void a_token_that_is_unknown_expired_or_altered_is_rejected() {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.ADMIN);
      AccessToken.Issued expired =
          new TokenFile(server.directory)
              .create("old", "old", Set.of(Scope.ADMIN), NOW, NOW.minusSeconds(1));
      char last = token.charAt(token.length() - 1);
      String altered = token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');

      for (String wrong :
          List.of(
              expired.text(), altered, token.replace("retort_", "retort_0"), "x", token + "0")) {
        Reply reply = server.get("/v1/backlog", bearer(wrong));
        assertThat(reply.problem()).isEqualTo("401 unauthorized");
        assertThat(reply.text()).doesNotContain(token);
      }
      assertThat(
              server
                  .send(
                      server
                          .request("/v1/backlog", bearer(token))
                          .header("Authorization", "Bearer " + token)
                          .GET())
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void a_revoked_token_is_rejected() {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.READ);
      assertThat(server.get("/v1/backlog", bearer(token)).status()).isEqualTo(200);

      AccessToken revoked = new TokenFile(server.directory).revoke("alice");

      assertThat(revoked.name()).isEqualTo("alice");
      await().until(() -> server.get("/v1/backlog", bearer(token)).status() == 401);
    }
  }

  @Test
  void a_file_that_cannot_be_read_lets_nobody_in_until_it_can() throws IOException {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.READ);
      assertThat(server.get("/v1/backlog", bearer(token)).status()).isEqualTo(200);
      Path file = server.directory.resolve("tokens");
      byte[] good = Files.readAllBytes(file);

      Files.writeString(file, "{");
      await().until(() -> server.get("/v1/backlog", bearer(token)).status() == 401);
      Files.write(file, good);
      await().until(() -> server.get("/v1/backlog", bearer(token)).status() == 200);
      Files.delete(file);
      await().until(() -> server.get("/v1/backlog", bearer(token)).status() == 401);
    }
  }

  @Test
  void the_file_holds_hashes_and_only_its_owner_can_read_it() throws IOException {
    try (TestServer server = closed()) {
      String token = token(server, "alice", Scope.READ, Scope.SUBMIT);
      Path file = server.directory.resolve("tokens");

      assertThat(token).matches("retort_[0-9a-f]{12}_[0-9a-f]{64}");
      assertThat(Files.readString(file))
          .contains("alice")
          .doesNotContain(token.substring(token.lastIndexOf('_') + 1));
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void a_name_belongs_to_one_token() {
    try (TestServer server = closed()) {
      token(server, "alice", Scope.READ);
      assertThatThrownBy(() -> token(server, "alice", Scope.READ))
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("revoke it first");
      assertThatThrownBy(() -> token(server, "../x", Scope.READ))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new TokenFile(server.directory).revoke("bob"))
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("retort token ls");
    }
  }

  @Test
  void on_loopback_no_token_is_needed_but_one_that_is_sent_must_be_valid() {
    try (TestServer server = TestServer.with(ECHO)) {
      String read = token(server, "alice", Scope.READ);

      assertThat(server.get("/v1/experiments").status()).isEqualTo(200);
      assertThat(server.get("/v1/experiments", basic("alice", "of the proxy")).status())
          .isEqualTo(200);
      assertThat(server.post("/v1/programs/echo/pause", "text/plain", "", bearer(read)).problem())
          .isEqualTo("403 forbidden");
      new TokenFile(server.directory).revoke("alice");
      await().until(() -> server.get("/v1/experiments", bearer(read)).status() == 401);
    }
  }

  @Test
  void a_preflight_request_needs_no_token() {
    try (TestServer server =
        TestServer.with(
            setup -> setup.requireTokens(true).allowedOrigin("https://lab.example.org"), ECHO)) {
      Reply preflight =
          server.send(
              server
                  .request(
                      "/v1/experiments",
                      "Origin",
                      "https://lab.example.org",
                      "Access-Control-Request-Method",
                      "POST")
                  .method("OPTIONS", BodyPublishers.noBody()));

      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
    }
  }

  @Test
  void a_trusted_proxy_names_the_user() {
    try (TestServer server =
        TestServer.with(
            setup -> setup.trustedProxy("127.0.0.1").trustedHeader("X-Remote-User"), ECHO)) {
      assertThat(server.get("/v1/experiments", "X-Remote-User", "alice").status()).isEqualTo(200);
      assertThat(
              server
                  .get(
                      "/v1/experiments",
                      "X-Remote-User",
                      "alice",
                      "Authorization",
                      basic("alice", "password of the proxy")[1])
                  .status())
          .isEqualTo(200);
      assertThat(server.get("/v1/experiments").problem()).isEqualTo("401 unauthorized");
      assertThat(server.get("/v1/experiments", "X-Remote-User", "").status()).isEqualTo(401);
      assertThat(
              server
                  .get("/v1/experiments", "X-Remote-User", "alice", "X-Remote-User", "bob")
                  .status())
          .isEqualTo(401);
      assertThat(
              server
                  .post("/v1/programs/echo/pause", "text/plain", "", "X-Remote-User", "alice")
                  .problem())
          .isEqualTo("403 forbidden");
    }
  }

  @Test
  void anyone_else_who_names_a_user_needs_a_token() {
    try (TestServer server =
        TestServer.with(
            setup -> setup.trustedProxy("10.0.0.0/8").trustedHeader("X-Remote-User"), ECHO)) {
      assertThat(server.get("/v1/experiments", "X-Remote-User", "alice").problem())
          .isEqualTo("401 unauthorized");
      String token = token(server, "bob", Scope.READ);
      assertThat(
              server
                  .get(
                      "/v1/experiments",
                      "X-Remote-User",
                      "alice",
                      "Authorization",
                      "Bearer " + token)
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void other_machines_may_reach_a_server_that_has_a_token(@TempDir Path directory) {
    try (Engine engine =
        Engine.builder(directory).store(SqliteStore::open).programs(List.of(ECHO)).open()) {
      RetortServerBuilder setup = RetortServer.builder(engine).host("0.0.0.0").port(0);
      assertThatThrownBy(setup::start)
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("retort token create");
      TokenFile tokens = new TokenFile(directory);
      tokens.create("old", "old", Set.of(Scope.ADMIN), NOW, NOW.minus(Duration.ofDays(1)));
      assertThatThrownBy(setup::start).isInstanceOf(RetortException.class);
      tokens.create("alice", "alice", Set.of(Scope.READ), NOW, null);
      setup.start().stop();
    }
  }

  @Test
  void settings_that_contradict_each_other_are_refused(@TempDir Path directory) {
    try (Engine engine =
        Engine.builder(directory).store(SqliteStore::open).programs(List.of(ECHO)).open()) {
      RetortServerBuilder setup =
          RetortServer.builder(engine).port(0).listenWithoutTokens(true).requireTokens(true);
      assertThatThrownBy(setup::start)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("require_tokens");
    }
  }
}

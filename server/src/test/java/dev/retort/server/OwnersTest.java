package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Route;
import dev.retort.server.routes.ApiRoutes;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose experiments a caller sees and changes.
final class OwnersTest {
  private static final String UNKNOWN = "01a20464-437a-7215-869f-7f9b9214b38f";

  private TestServer server;
  private String alice;
  private String bob;
  private String reader;
  private String admin;

  @BeforeEach
  void start() {
    server =
        TestServer.with(
            setup ->
                setup.requireTokens(true).trustedProxy("127.0.0.1").trustedHeader("X-Remote-User"),
            Program.async("echo", _ -> CompletableFuture.completedFuture(0)));
    alice = token("alice", Scope.SUBMIT, Scope.READ);
    bob = token("bob", Scope.SUBMIT, Scope.READ);
    reader = token("reader", Scope.SUBMIT, Scope.READ_ALL);
    admin = token("admin", Scope.ADMIN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String token(String owner, Scope... scopes) {
    return new TokenFile(server.directory)
        .create(owner, owner, Set.of(scopes), Clock.systemUTC().instant(), null)
        .text();
  }

  private Reply get(String token, String path) {
    return server.get(path, "Authorization", "Bearer " + token);
  }

  private Reply post(String token, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Authorization", "Bearer " + token));
    return server.post(path, "application/json", body, all.toArray(String[]::new));
  }

  private String finished(String token) {
    Reply reply =
        post(
            token,
            "/v1/experiments",
            "{\"query_name\":\"a\",\"query_sequence\":\"M\"}",
            "Prefer",
            "wait=20");
    assertThat(reply.json().path("status").asString("")).as(reply.text()).isEqualTo("finished");
    return reply.id();
  }

  private Set<String> listed(String token) {
    Set<String> ids = new TreeSet<>();
    get(token, "/v1/experiments")
        .json()
        .get("experiments")
        .forEach(each -> ids.add(each.get("experiment_id").stringValue()));
    return ids;
  }

  private Reply send(Route route, String id, String token) {
    String path = route.path.openApi().replace("{id}", id).replaceAll("\\{[^}]*}", "x");
    return server.send(
        server
            .request(path, "Authorization", "Bearer " + token, "Content-Type", "application/json")
            .method(route.method, BodyPublishers.ofString("{}")));
  }

  @Test
  void every_route_answers_for_anothers_experiment_as_for_one_that_does_not_exist() {
    String id = finished(alice);
    int routes = 0;
    for (Route route :
        ApiRoutes.of(server.engine, HttpLimits.DEFAULTS, Clock.systemUTC(), () -> false, false)
            .all()) {
      if (route.path.text().contains("/experiments/{id}")) {
        String what = route.method + " " + route.path.text();
        Reply anothers = send(route, id, bob);
        assertThat(anothers.problem()).as(what).isEqualTo("404 not-found");
        assertThat(anothers.text().replace(id, UNKNOWN))
            .as(what)
            .isEqualTo(send(route, UNKNOWN, bob).text());
        routes++;
      }
    }
    assertThat(routes).isGreaterThan(10);
    assertThat(get(alice, "/v1/experiments/" + id).json().get("owner").stringValue())
        .isEqualTo("alice");
    assertThat(server.engine.find(ExperimentId.parse(id).orElseThrow())).isPresent();
  }

  @Test
  void a_listing_holds_ones_own() {
    String hers = finished(alice);
    String his = finished(bob);

    assertThat(listed(alice)).containsExactly(hers);
    assertThat(listed(bob)).containsExactly(his);
    assertThat(listed(reader)).containsExactlyInAnyOrder(hers, his);
    assertThat(listed(admin)).containsExactlyInAnyOrder(hers, his);
    assertThat(get(alice, "/v1/experiments?status=finished&program=echo").text())
        .contains(hers)
        .doesNotContain(his);
    assertThat(get(alice, "/").text()).contains(hers).doesNotContain(his);
  }

  private EventReader events(String token) {
    return EventReader.open(server, "/v1/events", "Authorization", "Bearer " + token);
  }

  private void delete(String token, String id) {
    server.send(
        server.request("/v1/experiments/" + id, "Authorization", "Bearer " + token).DELETE());
  }

  @Test
  void a_stream_of_events_shows_ones_own_and_their_deletions() throws Exception {
    try (EventReader hers = events(alice);
        EventReader all = events(reader)) {
      assertThat(hers.next().name()).isEqualTo("ready");
      assertThat(all.next().name()).isEqualTo("ready");
      String his = finished(bob);
      String own = finished(alice);
      delete(bob, his);
      delete(alice, own);
      Set<String> seen = new TreeSet<>();
      EventReader.Event event = hers.next();
      while (!event.name().equals("deleted")) {
        seen.add(event.experiment());
        event = hers.next();
      }
      assertThat(event.experiment()).isEqualTo(own);
      assertThat(seen).doesNotContain(his);
      assertThat(all.next().experiment()).isEqualTo(his);
    }
  }

  @Test
  void an_action_on_a_set_changes_ones_own() {
    String hers = finished(alice);
    String his = finished(bob);

    assertThat(post(alice, "/v1/experiments:keep", "{\"all\":true}").json().get("changed").asInt())
        .isEqualTo(1);
    assertThat(post(reader, "/v1/experiments:keep", "{\"all\":true}").json().get("matched").asInt())
        .isZero();
    assertThat(get(admin, "/v1/experiments/" + hers).json().get("keep").booleanValue()).isTrue();
    assertThat(get(admin, "/v1/experiments/" + his).json().get("keep").booleanValue()).isFalse();
    Reply reruns =
        post(alice, "/v1/experiments:rerun", "{\"all\":true}", "Idempotency-Key", "again");
    assertThat(reruns.json().get("changed").asInt()).as(reruns.text()).isEqualTo(1);
    assertThat(listed(alice)).hasSize(2);
    assertThat(listed(bob)).hasSize(1);
    assertThat(
            post(admin, "/v1/experiments:delete", "{\"all\":true,\"dry_run\":true}")
                .json()
                .get("matched")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void who_reads_everything_changes_nothing_of_others_and_an_administrator_does() {
    String id = finished(alice);

    assertThat(get(reader, "/v1/experiments/" + id + "/attempts").status()).isEqualTo(200);
    assertThat(post(reader, "/v1/experiments/" + id + "/cancel", "").problem())
        .isEqualTo("403 forbidden");
    assertThat(post(admin, "/v1/experiments/" + id + "/cancel", "").problem())
        .isEqualTo("409 already-ended");
    Reply rerun = post(reader, "/v1/experiments/" + id + "/rerun", "");
    assertThat(rerun.json().get("owner").stringValue()).as(rerun.text()).isEqualTo("reader");
  }

  @Test
  void only_the_owner_learns_that_an_experiment_was_deleted() {
    String id = finished(alice);
    Reply deleted =
        server.send(
            server.request("/v1/experiments/" + id, "Authorization", "Bearer " + alice).DELETE());
    assertThat(deleted.status()).isEqualTo(204);

    assertThat(get(alice, "/v1/experiments/" + id).problem()).isEqualTo("410 purged");
    assertThat(get(reader, "/v1/experiments/" + id).problem()).isEqualTo("410 purged");
    assertThat(get(bob, "/v1/experiments/" + id).problem()).isEqualTo("404 not-found");
  }

  @Test
  void an_idempotency_key_belongs_to_its_owner() {
    String body = "{\"query_name\":\"a\",\"query_sequence\":\"M\"}";
    String hers = post(alice, "/v1/experiments", body, "Idempotency-Key", "k").id();
    Reply other = post(bob, "/v1/experiments", body.replace("M", "K"), "Idempotency-Key", "k");

    assertThat(other.status()).as(other.text()).isEqualTo(202);
    assertThat(other.id()).isNotEqualTo(hers);
    assertThat(post(alice, "/v1/experiments", body, "Idempotency-Key", "k").id()).isEqualTo(hers);
  }

  @Test
  void two_tokens_of_one_owner_and_the_user_of_a_proxy_share_experiments() {
    String id = finished(alice);
    String laptop =
        new TokenFile(server.directory)
            .create("laptop", "alice", Set.of(Scope.READ), Clock.systemUTC().instant(), null)
            .text();

    assertThat(listed(laptop)).containsExactly(id);
    assertThat(server.get("/v1/experiments/" + id, "X-Remote-User", "alice").status())
        .isEqualTo(200);
    assertThat(server.get("/v1/experiments/" + id, "X-Remote-User", "bob").status()).isEqualTo(404);
  }

  @Test
  void nobody_submits_for_another_owner() {
    Reply reply =
        post(
            alice,
            "/v1/experiments",
            "{\"query_name\":\"a\",\"query_sequence\":\"M\",\"owner\":\"bob\"}");

    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(listed(bob)).isEmpty();
  }

  @Test
  void the_old_route_has_owners_too() {
    Reply created =
        server.post(
            "/", "text/plain", "query_name=a&query_sequence=M", "Authorization", "Bearer " + alice);
    assertThat(listed(alice)).containsExactly(created.id());
    assertThat(listed(bob)).isEmpty();
  }
}

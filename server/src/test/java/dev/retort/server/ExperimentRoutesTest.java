package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.submit.RequestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExperimentRoutesTest {
  private static final String QUERY =
      "{\"program\":\"%s\",\"query_name\":\"%s\",\"query_sequence\":\"M\"%s}";

  /// The ends of the runs of `held`, which wait for their test, by query name.
  private final Map<String, CompletableFuture<Integer>> held = new ConcurrentHashMap<>();

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings open = ProgramSettings.DEFAULTS.withConcurrency(1_000);
    Program quick =
        new Program.Async(
            "quick", open.withDefault(true), _ -> CompletableFuture.completedFuture(0));
    Program code =
        new Program.Async(
            "code",
            open.withParameters(
                "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"n\"],"
                    + "\"properties\":{\"n\":{\"type\":\"integer\"}}}"),
            run ->
                CompletableFuture.completedFuture(
                    TestServer.MAPPER
                        .readTree(run.experiment().query().parameters())
                        .get("n")
                        .intValue()));
    Program waits = new Program.Async("held", open, run -> end(run.experiment().query().name()));
    Program files =
        new Program.Async(
            "files",
            open.withFiles(
                List.of(
                    new FileParameter("model", true, 1_000),
                    new FileParameter("mask", false, 1_000))),
            _ -> CompletableFuture.completedFuture(0));
    server = TestServer.with(quick, code, waits, files);
  }

  @AfterAll
  void stop() {
    held.values().forEach(end -> end.complete(0));
    server.close();
  }

  private CompletableFuture<Integer> end(String name) {
    return held.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  private Reply submit(String program, String name, String more, String... headers) {
    return server.json(QUERY.formatted(program, name, more), headers);
  }

  @Test
  void a_query_is_accepted_with_a_location_and_all_fields_of_an_experiment() {
    Reply reply = submit("held", "fields", ",\"labels\":{\"lab\":\"x\"},\"priority\":7");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Location")).isEqualTo("/v1/experiments/" + reply.id());
    assertThat(reply.header("Retry-After")).isNotEmpty();
    JsonNode json = reply.json();
    assertThat(json.propertyNames())
        .contains(
            "experiment_id",
            "program",
            "query_name",
            "parameters",
            "labels",
            "priority",
            "status",
            "reason",
            "return_code",
            "signal",
            "attempt",
            "position",
            "progress",
            "created_at",
            "started_at",
            "ended_at",
            "revision",
            "experiment_dir",
            "links");
    assertThat(json.at("/labels/lab").stringValue()).isEqualTo("x");
    assertThat(json.get("priority").intValue()).isEqualTo(7);
    assertThat(json.get("status").stringValue()).isEqualTo("pending");
    assertThat(json.get("created_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(json.at("/links/self").stringValue()).isEqualTo(reply.header("Location"));
    assertThat(server.get(reply.header("Location")).json().get("experiment_id"))
        .isEqualTo(json.get("experiment_id"));
  }

  @Test
  void a_quick_query_becomes_synchronous_when_the_client_prefers_to_wait() {
    Reply reply = submit("code", "sync", ",\"parameters\":{\"n\":0}", "Prefer", "wait=10");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Preference-Applied")).isEqualTo("wait=10");
    assertThat(reply.json().get("return_code").intValue()).isZero();
    assertThat(reply.json().get("status").stringValue()).isEqualTo("finished");
  }

  @Test
  void a_slow_query_is_answered_202_when_the_wait_is_over() {
    Reply reply = submit("held", "slow", "", "Prefer", "respond-async, wait=1");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Preference-Applied")).isEqualTo("wait=1");
  }

  @Test
  void a_look_at_an_experiment_can_wait_for_its_end() {
    String id = submit("held", "look", "").id();
    end("look").complete(0);
    Reply reply = server.get("/v1/experiments/" + id, "Prefer", "wait=10");
    assertThat(reply.json().get("status").stringValue()).isEqualTo("finished");
  }

  @Test
  void a_program_that_fails_says_why_and_keeps_its_return_code() {
    Reply reply = submit("code", "fails", ",\"parameters\":{\"n\":3}", "Prefer", "wait=10");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("failed");
    assertThat(reply.json().get("reason").stringValue()).isEqualTo("exit");
    assertThat(reply.json().get("return_code").intValue()).isEqualTo(3);
  }

  @Test
  void a_running_experiment_is_cancelled_with_202_and_an_ended_one_with_409() {
    String id = submit("held", "cancel", "").id();
    org.awaitility.Awaitility.await().until(() -> held.containsKey("cancel"));
    String path = "/v1/experiments/" + id;
    Reply reply = server.send(server.request(path + "/cancel").POST(noBody()));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("cancel_requested_at").isNull()).isFalse();
    Reply end = server.get(path, "Prefer", "wait=10");
    assertThat(end.json().get("status").stringValue()).isEqualTo("cancelled");
    Reply again = server.send(server.request(path + "/cancel").POST(noBody()));
    assertThat(again.problem()).isEqualTo("409 already-ended");
    assertThat(again.json().get("experiment_status").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void a_pending_experiment_is_cancelled_at_once() {
    server.engine.pause("quick");
    String id = submit("quick", "never", "").id();
    Reply reply = server.send(server.request("/v1/experiments/" + id + "/cancel").POST(noBody()));
    server.engine.resume("quick");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void pages_of_a_listing_show_every_experiment_once() {
    for (int i = 0; i < 7; i++) {
      submit("quick", "page" + i, ",\"labels\":{\"set\":\"pages\"}");
    }
    List<String> names = new ArrayList<>();
    String path = "/v1/experiments?label=set:pages&limit=3";
    while (!path.isEmpty()) {
      Reply page = server.get(path);
      assertThat(page.status()).isEqualTo(200);
      page.json()
          .get("experiments")
          .forEach(each -> names.add(each.get("query_name").stringValue()));
      String link = page.header("Link");
      assertThat(link.isEmpty()).isEqualTo(page.json().get("next").isNull());
      path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(names)
        .containsExactly("page6", "page5", "page4", "page3", "page2", "page1", "page0");
  }

  @Test
  void a_listing_is_narrowed_by_status_and_program() {
    submit("code", "narrow", ",\"parameters\":{\"n\":9}", "Prefer", "wait=10");
    JsonNode found = server.get("/v1/experiments?status=failed&program=code").json();
    assertThat(found.get("experiments")).isNotEmpty();
    found
        .get("experiments")
        .forEach(each -> {
          assertThat(each.get("status").stringValue()).isEqualTo("failed");
          assertThat(each.get("program").stringValue()).isEqualTo("code");
        });
  }

  @Test
  void a_form_is_taken_with_single_parameters_and_labels() {
    Reply reply =
        server.post(
            "/v1/experiments",
            RequestReader.FORM,
            "program=code&query_name=f&query_sequence=M&parameters.n=4&labels.a=b&priority=2",
            "Prefer",
            "wait=10");
    assertThat(reply.json().get("return_code").intValue()).isEqualTo(4);
    assertThat(reply.json().at("/labels/a").stringValue()).isEqualTo("b");
    assertThat(reply.json().get("priority").intValue()).isEqualTo(2);
  }

  @Test
  void a_multipart_body_brings_the_sequence_and_further_files() {
    String body =
        part("program", "", "files")
            + part("query_name", "", "m")
            + part("labels", "", "{\"a\":\"b\"}")
            + part("model", "; filename=\"model.hmm\"", "HMM\r\n\u0000binary")
            + part("query_sequence", "; filename=\"query.fasta\"", ">x\nMKTé")
            + "--X--\r\n";
    Reply reply =
        server.post("/v1/experiments", "multipart/form-data; boundary=X", body, "Prefer", "wait=5");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    var experiment =
        server
            .engine
            .find(dev.retort.core.ExperimentId.parse(reply.id()).orElseThrow())
            .orElseThrow();
    assertThat(experiment.query().files()).extracting("name").containsExactly("model");
    assertThat(experiment.query().files()).extracting("bytes").containsExactly(12L);
    assertThat(experiment.query().sequence().bytes()).isEqualTo(8);
  }

  static String part(String name, String more, String content) {
    return "--X\r\nContent-Disposition: form-data; name=\""
        + name
        + '"'
        + more
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  static java.net.http.HttpRequest.BodyPublisher noBody() {
    return java.net.http.HttpRequest.BodyPublishers.noBody();
  }

  @Test
  void the_backlog_counts_by_program_and_status() {
    submit("held", "counted", "");
    JsonNode backlog = server.get("/v1/backlog").json();
    assertThat(backlog.get("length").longValue()).isPositive();
    assertThat(backlog.at("/programs/held").propertyNames())
        .containsExactly(
            "pending", "running", "finished", "failed", "cancelled", "paused", "forecast");
  }

  @Test
  void a_paused_program_starts_nothing_until_it_is_resumed() {
    Reply paused = server.send(server.request("/v1/programs/files/pause").POST(noBody()));
    assertThat(paused.json().get("paused").booleanValue()).isTrue();
    assertThat(server.get("/v1/backlog").json().at("/programs/files/paused").booleanValue())
        .isTrue();
    Reply resumed = server.send(server.request("/v1/programs/files/resume").POST(noBody()));
    assertThat(resumed.json().get("paused").booleanValue()).isFalse();
    Reply unknown = server.send(server.request("/v1/programs/nope/pause").POST(noBody()));
    assertThat(unknown.problem()).isEqualTo("404 not-found");
  }

  @Test
  void programs_show_the_schema_of_their_parameters() {
    JsonNode programs = server.get("/v1/programs").json().get("programs");
    assertThat(programs).hasSize(4);
    assertThat(programs.get(1).at("/parameters/properties/n/type").stringValue())
        .isEqualTo("integer");
  }

  @Test
  void health_says_live_and_ready() {
    assertThat(server.get("/health/live").status()).isEqualTo(200);
    assertThat(server.get("/health/ready").text()).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void one_key_and_payload_are_one_experiment_and_another_payload_is_refused() {
    Reply first = submit("quick", "idem", "", "Idempotency-Key", "key-1");
    Reply again = submit("quick", "idem", "", "Idempotency-Key", "key-1");
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(submit("quick", "other", "", "Idempotency-Key", "key-1").problem())
        .isEqualTo("422 idempotency-mismatch");
  }

  @Test
  void head_answers_as_get_without_a_body_and_options_names_the_methods() {
    Reply head =
        server.send(
            server
                .request("/v1/programs")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("Content-Length")).isNotEqualTo("0");
    Reply options = server.send(server.request("/v1/experiments").method("OPTIONS", noBody()));
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }
}

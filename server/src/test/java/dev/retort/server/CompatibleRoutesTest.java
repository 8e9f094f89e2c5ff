package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompatibleRoutesTest {
  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties":
        {"evalue": {"type": "number", "default": 10}, "matrix": {"type": "string", "default": ""}}}
      """;

  private final Map<String, RunContext> runs = new ConcurrentHashMap<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private TestServer server;

  @BeforeAll
  void start() {
    Program program =
        new Program.Async(
            "echo",
            ProgramSettings.DEFAULTS.withConcurrency(1_000).withParameters(SCHEMA),
            run -> {
              runs.put(run.experiment().query().name(), run);
              return CompletableFuture.completedFuture(0);
            });
    server = TestServer.with(program);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void a_form_is_answered_with_exactly_the_keys_that_clients_know() {
    Reply reply = server.form("query_name=foo&query_sequence=42");
    assertThat(reply.status()).isEqualTo(200);
    JsonNode json = reply.json();
    assertThat(json.propertyNames()).containsExactly("Query created", "Query ID", "Backlog Length");
    JsonNode query = json.get("Query created");
    assertThat(query.propertyNames())
        .containsExactly(
            "query_name", "query_sequence", "experiment_id", "status", "experiment_dir");
    assertThat(query.get("query_name").stringValue()).isEqualTo("foo");
    assertThat(query.get("query_sequence").stringValue()).isEqualTo("42");
    assertThat(query.get("status").stringValue()).isEqualTo("pending");
    assertThat(query.get("experiment_id")).isEqualTo(json.get("Query ID"));
    assertThat(query.get("experiment_dir").stringValue()).contains(reply.id());
    assertThat(json.get("Backlog Length").isIntegralNumber()).isTrue();
    assertThat(reply.text()).startsWith("{\"Query created\":{\"query_name\":\"foo\"");
  }

  @Test
  void a_bare_body_without_a_content_type_is_read_as_a_form() throws IOException {
    String body = "query_name=bare&query_sequence=43";
    String reply =
        server.raw(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    assertThat(reply).startsWith("HTTP/1.1 200 ").contains("\"query_sequence\":\"43\"");
  }

  @Test
  void plain_text_is_read_as_a_form() {
    Reply reply = server.post("/", "text/plain; charset=utf-8", "query_name=p&query_sequence=1");
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void a_client_that_posts_two_queries_and_polls_the_backlog_sees_it_empty() {
    server.send(
        server.request("/").POST(BodyPublishers.ofString("query_name=foo&query_sequence=42")));
    server.send(
        server.request("/").POST(BodyPublishers.ofString("query_name=bar&query_sequence=43")));
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> assertThat(server.get("/backlog").text()).endsWith(" 0 jobs in the backlog.\"]"));
  }

  @Test
  void both_spellings_of_the_backlog_answer_the_same_sentence() {
    assertThat(server.get("/backlog/").text())
        .matches("\\[\"return_backlog - Currently \\d+ jobs in the backlog.\"]");
    assertThat(server.get("/backlog").status()).isEqualTo(200);
  }

  @Test
  void an_escaped_value_arrives_whole() {
    String sequence = "a=b&c+d%e é 😀 \"quoted\" \\ \n\t;$(id)`x` -v";
    String escaped = java.net.URLEncoder.encode(sequence, java.nio.charset.StandardCharsets.UTF_8);
    Reply reply = server.form("query_name=whole&query_sequence=" + escaped);
    assertThat(reply.json().at("/Query created/query_sequence").stringValue()).isEqualTo(sequence);
    org.awaitility.Awaitility.await().until(() -> runs.containsKey("whole"));
    assertThat(runs.get("whole")).isNotNull().extracting(RunContext::sequence).isEqualTo(sequence);
  }

  @Test
  void an_unescaped_plus_is_a_space_and_a_second_equals_sign_belongs_to_the_value() {
    Reply reply = server.form("query_name=a+b&query_sequence=x=y=");
    assertThat(reply.json().at("/Query created/query_name").stringValue()).isEqualTo("a b");
    assertThat(reply.json().at("/Query created/query_sequence").stringValue()).isEqualTo("x=y=");
  }

  @Test
  void further_fields_of_a_form_are_parameters_read_by_their_types() {
    Reply reply =
        server.form("query_name=typed&query_sequence=1&evalue=1e-3&matrix=12&program=echo");
    assertThat(reply.status()).isEqualTo(200);
    var experiment =
        server.engine.list(dev.retort.core.store.ExperimentFilter.ALL, 1_000).stream()
            .filter(each -> each.query().name().equals("typed"))
            .findFirst()
            .orElseThrow();
    JsonNode parameters = TestServer.MAPPER.readTree(experiment.query().parameters());
    assertThat(parameters.get("evalue").isNumber()).isTrue();
    assertThat(parameters.get("matrix").stringValue()).isEqualTo("12");
  }

  @Test
  void json_is_taken_as_well_and_keeps_the_types_of_its_parameters() {
    Reply reply =
        server.post(
            "/",
            Answer.JSON,
            "{\"query_name\":\"j\",\"evalue\":0.5,\"query_sequence\":\"A\\u00e9\\n\\ud83d\\ude00\"}");
    assertThat(reply.json().at("/Query created/query_sequence").stringValue()).isEqualTo("Aé\n😀");
    assertThat(
            server
                .post(
                    "/",
                    Answer.JSON,
                    "{\"query_name\":\"j\",\"query_sequence\":\"A\",\"evalue\":\"1\"}")
                .problem())
        .isEqualTo("422 validation");
  }

  @Test
  void a_sequence_of_several_megabytes_comes_back_whole_from_a_form_and_from_json() {
    String sequence = "MKTAYIAK+é".repeat(300_000);
    String form =
        "query_name=large&query_sequence="
            + java.net.URLEncoder.encode(sequence, java.nio.charset.StandardCharsets.UTF_8);
    Reply byForm = server.form(form);
    assertThat(byForm.json().at("/Query created/query_sequence").stringValue()).isEqualTo(sequence);
    Reply byJson =
        server.post(
            "/", Answer.JSON, "{\"query_sequence\":\"" + sequence + "\",\"query_name\":\"large\"}");
    assertThat(byJson.json().at("/Query created/query_sequence").stringValue()).isEqualTo(sequence);
    assertThat(byJson.json().propertyNames())
        .containsExactly("Query created", "Query ID", "Backlog Length");
  }

  @Test
  void the_same_key_and_payload_are_one_experiment() {
    String body = "query_name=once&query_sequence=1";
    Reply first = server.post("/", RequestReader.FORM, body, "Idempotency-Key", "k1");
    Reply again = server.post("/", RequestReader.FORM, body, "Idempotency-Key", "k1");
    assertThat(again.id()).isEqualTo(first.id());
  }
}

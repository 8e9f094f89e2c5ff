package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A rerun replaces parameters, labels and the priority, and nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RerunRouteTest {
  private static final String QUERY =
      """
      {"query_name":"n","query_sequence":"MKT","priority":3,
       "parameters":{"evalue":0.5,"matrix":"PAM30"},"labels":{"batch":"7","run":"1"}}\
      """;

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            new Program.Async(
                "blastp",
                ProgramSettings.DEFAULTS
                    .withFiles(List.of(new FileParameter("model", false, 1_000)))
                    .withParameters(
                        """
                        {"type": "object", "additionalProperties": false, "properties": {
                          "evalue": {"type": "number", "minimum": 0},
                          "matrix": {"type": "string", "default": "BLOSUM62"}}}\
                        """),
                run -> CompletableFuture.completedFuture(0)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String first() {
    return server.json(QUERY, "Prefer", "wait=60").id();
  }

  private Reply rerun(String id, String type, String body) {
    return server.post("/v1/experiments/" + id + "/rerun", type, body);
  }

  private static void hasChanges(Reply again) {
    assertThat(again.status()).as(again.text()).isEqualTo(202);
    JsonNode json = again.json();
    assertThat(json.at("/parameters/evalue").doubleValue()).isEqualTo(1e-10);
    assertThat(json.at("/parameters/matrix").stringValue()).isEqualTo("PAM30");
    assertThat(json.get("labels").toString()).isEqualTo("{\"batch\":\"7\",\"run\":\"2\"}");
    assertThat(json.get("priority").intValue()).isEqualTo(9);
  }

  @Test
  void parameters_labels_and_priority_are_replaced_from_json_and_forms_and_the_rest_stays() {
    String id = first();
    hasChanges(
        rerun(
            id,
            Answer.JSON,
            "{\"parameters\":{\"evalue\":1e-10},\"labels\":{\"run\":\"2\"},\"priority\":9}"));
    hasChanges(rerun(id, RequestReader.FORM, "parameters.evalue=1e-10&labels.run=2&priority=9"));
    hasChanges(
        rerun(
            id,
            RequestReader.FORM,
            "parameters=%7B%22evalue%22:1e-10%7D&labels=%7B%22run%22:%222%22%7D&priority=9"));
    hasChanges(
        rerun(
            id,
            "multipart/form-data; boundary=b",
            part("parameters.evalue", "1e-10")
                + part("labels.run", "2")
                + part("priority", "9")
                + "--b--\r\n"));
  }

  private static String part(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  @Test
  void null_removes_a_label_and_gives_a_parameter_its_default() {
    JsonNode json =
        rerun(
                first(),
                Answer.JSON,
                "{\"parameters\":{\"matrix\":null,\"evalue\":null},\"labels\":{\"run\":null},"
                    + "\"priority\":null}")
            .json();
    assertThat(json.get("parameters").toString()).isEqualTo("{\"matrix\":\"BLOSUM62\"}");
    assertThat(json.get("labels").toString()).isEqualTo("{\"batch\":\"7\"}");
    assertThat(json.get("priority").intValue()).isEqualTo(3);
  }

  @Test
  void an_empty_body_changes_nothing_whatever_its_type() {
    String id = first();
    for (String type : List.of(Answer.JSON, RequestReader.FORM, "text/plain")) {
      JsonNode json = rerun(id, type, "").json();
      assertThat(json.get("rerun_of").stringValue()).isEqualTo(id);
      assertThat(json.get("priority").intValue()).isEqualTo(3);
      assertThat(json.at("/parameters/evalue").doubleValue()).isEqualTo(0.5);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json | {\"parameters\":{\"evalue\":-1}} | 422 validation | /parameters/evalue",
        "application/json | {\"parameters\":{\"gap\":1}} | 422 validation | /parameters/gap",
        "application/json | {\"parameters\":[]} | 422 validation | /parameters",
        "application/json | {\"priority\":10} | 422 validation | /priority",
        "application/json | {\"priority\":\"9\"} | 422 validation | /priority",
        "application/json | {\"labels\":{\"a:b\":\"1\"}} | 422 validation | /labels/a:b",
        "application/json | {\"labels\":{\"a\":1}} | 422 validation | /labels/a",
        "application/json | {\"query_name\":\"other\"} | 422 validation | /query_name",
        "application/json | {\"program\":\"other\"} | 422 validation | /program",
        "application/json | {\"query_sequence\":\"MK\"} | 422 validation | /query_sequence",
        "application/json | {\"timeout\":1} | 422 validation | /timeout",
        "application/json | {\"nothing\":1} | 422 validation | /nothing",
        "application/x-www-form-urlencoded | query_sequence=MK | 422 validation | /query_sequence",
        "application/x-www-form-urlencoded | query_name=a | 422 validation | /query_name",
        "application/x-www-form-urlencoded | parameters.evalue=x | 422 validation | /parameters/evalue",
        "application/x-www-form-urlencoded | parameters.evalue=1&parameters=%7B%7D | 422 validation | /parameters",
        "application/x-www-form-urlencoded | priority | 400 malformed-body |",
        "application/json | {\"priority\":1 | 400 malformed-body |",
        "application/json | [] | 400 malformed-body |",
        "text/plain | priority=1 | 415 unsupported-media-type |",
      })
  void what_is_not_valid_is_refused_and_nothing_is_accepted(
      String type, String body, String problem, String pointer) {
    String id = first();
    int before = server.accepted();
    Reply refused = rerun(id, type, body);
    assertThat(refused.problem()).as(refused.text()).isEqualTo(problem);
    if (pointer != null) {
      assertThat(refused.json().get("errors").findValuesAsString("pointer"))
          .containsExactly(pointer);
    }
    assertThat(server.accepted()).isEqualTo(before);
    assertThat(server.spooled()).isEmpty();
  }

  @Test
  void one_key_with_other_changes_is_refused() {
    String path = "/v1/experiments/" + first() + "/rerun";
    String priority = "priority=%d";
    Reply once =
        server.post(path, RequestReader.FORM, priority.formatted(8), "Idempotency-Key", "key");
    Reply twice =
        server.post(path, RequestReader.FORM, priority.formatted(8), "Idempotency-Key", "key");
    Reply other =
        server.post(path, RequestReader.FORM, priority.formatted(7), "Idempotency-Key", "key");
    assertThat(twice.id()).isEqualTo(once.id());
    assertThat(other.problem()).isEqualTo("422 idempotency-mismatch");
  }

  private Experiment withFile() {
    Reply reply =
        server.post(
            "/v1/experiments",
            "multipart/form-data; boundary=b",
            part("query_name", "n")
                + part("query_sequence", "M".repeat(100_000))
                + "--b\r\nContent-Disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\n"
                + "hmm\r\n--b--\r\n",
            "Prefer",
            "wait=60");
    return server.engine.find(ExperimentId.parse(reply.id()).orElseThrow()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "sequence, deleted", "sequence, shorter", "sequence, longer", "sequence, link",
    "sequence, directory", "files/model, deleted", "files/model, shorter", "files/model, longer",
  })
  void an_input_that_the_program_has_replaced_is_a_conflict(String input, String how)
      throws Exception {
    Experiment experiment = withFile();
    assertThat(rerun(experiment.id().toString(), Answer.JSON, "").status()).isEqualTo(202);
    Path file = server.engine.files(experiment).directory().resolve(input);
    Files.delete(file);
    switch (how) {
      case "shorter" -> Files.writeString(file, "h");
      case "longer" -> Files.writeString(file, "h".repeat(200_000));
      case "link" -> Files.createSymbolicLink(file, Path.of("/etc/hostname"));
      case "directory" -> Files.createDirectory(file);
      default -> assertThat(how).isEqualTo("deleted");
    }
    Reply refused = rerun(experiment.id().toString(), Answer.JSON, "");
    assertThat(refused.problem()).isEqualTo("409 input-changed");
    assertThat(refused.json().get("detail").stringValue())
        .contains(
            experiment.id().toString(), input.equals("sequence") ? "query_sequence" : "model");
    assertThat(server.spooled()).doesNotContainSequence("part");
  }
}

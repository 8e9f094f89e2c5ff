package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The route of one program, and its operation in the document.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProgramExperimentsTest {
  private static final String SEARCH = "/v1/programs/search/experiments";
  private static final String MULTIPART = "multipart/form-data; boundary=b";

  private TestServer server;
  private JsonNode document = TestServer.MAPPER.createObjectNode();

  @BeforeAll
  void start() {
    server = TestServer.with(VariedPrograms.all());
    document = server.get("/openapi.json").json();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply json(String path, String body) {
    return server.post(path, Answer.JSON, body);
  }

  @Test
  void it_accepts_json_forms_and_multipart_as_the_route_of_all_programs_does() {
    String json =
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"mode\":\"fast\"}}";
    Reply accepted = json(SEARCH, json);
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Location")).endsWith(accepted.id());
    assertThat(accepted.json().get("program").stringValue()).isEqualTo("search");
    assertThat(accepted.json().at("/parameters/evalue").intValue()).isEqualTo(10);

    String form = "query_name=n&query_sequence=M&parameters.mode=slow&parameters.evalue=0.5";
    Reply ofForm = server.post(SEARCH, RequestReader.FORM, form, "Prefer", "wait=60");
    assertThat(ofForm.status()).isEqualTo(200);
    assertThat(ofForm.json().get("parameters"))
        .isEqualTo(TestServer.MAPPER.readTree("{\"evalue\":0.5,\"mode\":\"slow\"}"));

    String parts =
        part("query_name", "n")
            + part("query_sequence", "M")
            + part("parameters.mode", "fast")
            + part("model\"; filename=\"m.hmm", "HMMER3")
            + "--b--\r\n";
    Reply ofParts = server.post(SEARCH, MULTIPART, parts);
    assertThat(ofParts.status()).isEqualTo(202);
    assertThat(ofParts.json().at("/input_files/0/name").stringValue()).isEqualTo("model");
  }

  private static String part(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  @Test
  void a_body_may_name_the_program_of_the_path_and_no_other() {
    String same = "{\"program\":\"form\",\"query_name\":\"n\",\"query_sequence\":\"M\"}";
    assertThat(json("/v1/programs/form/experiments", same).status()).isEqualTo(202);
    Reply other = json("/v1/programs/3d/experiments", same);
    assertThat(other.problem()).isEqualTo("422 validation");
    assertThat(other.json().at("/errors/0/pointer").stringValue()).isEqualTo("/program");
    assertThat(other.json().at("/errors/0/detail").stringValue()).contains("\"3d\"", "\"form\"");
  }

  @Test
  void an_unknown_program_is_not_found_and_a_wrong_parameter_is_named() {
    assertThat(json("/v1/programs/nothing/experiments", "{}").problem()).isEqualTo("404 not-found");
    Reply wrong =
        json(SEARCH, "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"mode\":1}}");
    assertThat(wrong.json().at("/errors/0/pointer").stringValue()).isEqualTo("/parameters/mode");
    assertThat(server.get(SEARCH).problem()).isEqualTo("405 method-not-allowed");
  }

  @Test
  void one_key_is_one_experiment_on_both_routes() {
    String body = "{\"program\":\"form\",\"query_name\":\"once\",\"query_sequence\":\"M\"}";
    String path = "/v1/programs/form/experiments";
    String first = server.post(path, Answer.JSON, body, "Idempotency-Key", "k").id();
    assertThat(server.json(body, "Idempotency-Key", "k").id()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search submitSearch",
        "needs-file submitNeedsFile",
        "no.sequence submitNoSequence",
        "No-Sequence submitNoSequence_2",
        "3d submit3d",
        "form submitForm_2",
        "to-program submitToProgram_2"
      })
  void the_operation_has_an_identifier_that_no_other_has(String pair) {
    String name = pair.substring(0, pair.indexOf(' '));
    JsonNode path = document.get("paths").get("/v1/programs/" + name + "/experiments");
    assertThat(path.at("/post/operationId").stringValue())
        .isEqualTo(pair.substring(pair.indexOf(' ') + 1));
  }

  @Test
  void references_of_a_schema_lead_to_its_place_in_the_document() {
    String own = "#/components/schemas/ParametersSearch/$defs/";
    JsonNode schema = document.at("/components/schemas/ParametersSearch");
    assertThat(schema.has("$schema")).isFalse();
    assertThat(schema.at("/properties/mode/$ref").stringValue()).isEqualTo(own + "mode");
    assertThat(schema.at("/properties/tree/$ref").stringValue()).isEqualTo(own + "node");
    assertThat(schema.at("/$defs/node/properties/$ref/$ref").stringValue()).isEqualTo(own + "node");
    assertThat(schema.get("required")).hasToString("[\"mode\"]");
    assertThat(schema.at("/properties/range").has("prefixItems")).isTrue();
  }

  @Test
  void the_body_has_what_the_program_takes() {
    JsonNode schemas = document.at("/components/schemas");
    assertThat(schemas.at("/QuerySearch/required"))
        .hasToString("[\"query_name\",\"query_sequence\",\"parameters\"]");
    assertThat(schemas.at("/UploadSearch/properties/model/format").stringValue())
        .isEqualTo("binary");
    assertThat(schemas.at("/QueryNoSequence/properties").has("query_sequence")).isFalse();
    JsonNode onlyFiles =
        document.get("paths").get("/v1/programs/needs-file/experiments").at("/post/requestBody");
    assertThat(onlyFiles.get("content").propertyNames()).containsExactly("multipart/form-data");
  }
}

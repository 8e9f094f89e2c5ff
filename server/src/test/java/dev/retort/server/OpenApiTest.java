package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.ProblemKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI document: its own structure, and that real answers are what it says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"evalue\":{\"type\":\"number\",\"default\":10}}}";

  private TestServer server;
  private JsonNode document = TestServer.MAPPER.createObjectNode();

  @BeforeAll
  void start() {
    ProgramSettings settings = ProgramSettings.DEFAULTS.withConcurrency(100);
    server =
        TestServer.with(
            new Program.Async(
                "blastp",
                settings.withParameters(SCHEMA).withTitle("Protein BLAST"),
                _ -> CompletableFuture.completedFuture(0)),
            new Program.Async("plain", settings, _ -> CompletableFuture.completedFuture(1)));
    document = server.get("/openapi.json").json();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void it_is_openapi_3_1_with_everything_that_is_required() {
    assertThat(document.get("openapi").stringValue()).startsWith("3.1");
    assertThat(document.at("/info/title").isString()).isTrue();
    assertThat(document.at("/info/version").isString()).isTrue();
    Set<String> operations = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> check(path.getKey(), operation.getValue(), operations)));
    assertThat(operations).hasSizeGreaterThan(15);
  }

  private void check(String path, JsonNode operation, Set<String> operations) {
    assertThat(operations.add(operation.get("operationId").stringValue())).isTrue();
    assertThat(operation.get("responses").size()).isGreaterThanOrEqualTo(2);
    operation
        .get("responses")
        .forEach(each -> assertThat(each.has("description") || each.has("$ref")).isTrue());
    Set<String> inPath = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      assertThat(parameter.get("in").stringValue()).isIn("path", "query", "header");
      assertThat(parameter.has("schema")).isTrue();
      if (parameter.get("in").stringValue().equals("path")) {
        assertThat(parameter.get("required").booleanValue()).isTrue();
        inPath.add("{" + parameter.get("name").stringValue() + "}");
      }
    }
    Set<String> named = new TreeSet<>(List.of(path.split("/", -1)));
    named.removeIf(segment -> !segment.startsWith("{"));
    assertThat(inPath).isEqualTo(named);
  }

  @Test
  void every_reference_leads_somewhere() {
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void every_route_that_the_issue_of_the_api_names_is_there() {
    assertThat(document.get("paths").propertyNames())
        .contains(
            "/",
            "/backlog",
            "/v1/experiments",
            "/v1/experiments/{id}",
            "/v1/experiments/{id}/attempts",
            "/v1/experiments/{id}/cancel",
            "/v1/experiments/{id}/rerun",
            "/v1/experiments/{id}/input",
            "/v1/experiments/{id}/input/{name}",
            "/v1/experiments/{id}/result",
            "/v1/experiments/{id}/log",
            "/v1/experiments/{id}/archive",
            "/v1/experiments/{id}/files",
            "/v1/experiments/{id}/files/{path}",
            "/v1/backlog",
            "/v1/usage",
            "/v1/programs",
            "/v1/programs/{name}/experiments",
            "/v1/programs/{name}/pause",
            "/v1/programs/{name}/resume",
            "/health/live",
            "/health/ready",
            "/openapi.json");
  }

  @Test
  void the_parameters_of_each_program_stand_in_it() {
    assertThat(
            document
                .at("/components/schemas/ParametersBlastp/properties/evalue/type")
                .stringValue())
        .isEqualTo("number");
    assertThat(document.at("/components/schemas/QueryPlain").isMissingNode()).isFalse();
  }

  @Test
  void each_program_has_an_operation_of_its_own() {
    JsonNode operation = document.get("paths").get("/v1/programs/blastp/experiments").get("post");
    assertThat(operation.get("operationId").stringValue()).isEqualTo("submitBlastp");
    assertThat(operation.get("summary").stringValue()).contains("Protein BLAST");
    JsonNode bodies = operation.at("/requestBody/content");
    assertThat(bodies.propertyNames())
        .containsExactly(
            "application/json", "application/x-www-form-urlencoded", "multipart/form-data");
    assertThat(bodies.get("application/json").at("/schema/$ref").stringValue())
        .isEqualTo("#/components/schemas/QueryBlastp");
    assertThat(bodies.get("application/json").at("/examples/query/value/parameters"))
        .hasToString("{\"evalue\":10}");
    assertThat(document.at("/components/schemas/FieldsBlastp/properties/parameters.evalue/type"))
        .hasToString("\"number\"");
    assertThat(document.get("paths").get("/v1/programs/plain/experiments").has("post")).isTrue();
  }

  @Test
  void every_example_is_what_its_schema_says() {
    int examples = 0;
    for (String name : document.at("/components/schemas").propertyNames()) {
      for (JsonNode example : document.at("/components/schemas").get(name).path("examples")) {
        assertThat(component(name).validate(example)).as(name).isEmpty();
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(15);
    for (ProblemKind kind : ProblemKind.values()) {
      JsonNode example = document.at("/components/examples").get(kind.slug()).get("value");
      assertThat(component("Problem").validate(example)).as(kind.slug()).isEmpty();
    }
  }

  @Test
  void every_operation_has_a_description_and_a_documented_problem_of_each_kind_that_it_declares() {
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        assertThat(operation.get("description").stringValue()).isNotBlank();
        assertThat(operation.get("responses").propertyNames()).contains("400", "default", "503");
      }
    }
  }

  /// The document itself is the schema, entered at one of its components.
  private Schema component(String name) {
    ObjectNode schema = TestServer.MAPPER.createObjectNode();
    schema.put("$ref", "#/components/schemas/" + name);
    schema.set("components", document.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema.toString(), InputFormat.JSON);
  }

  private void conforms(String name, Reply reply) {
    assertThat(component(name).validate(reply.json())).as(reply.text()).isEmpty();
  }

  @Test
  void real_answers_are_what_the_document_says() {
    String query =
        "{\"program\":\"blastp\",\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"evalue\":1}}";
    assertThat(component("Query").validate(TestServer.MAPPER.readTree(query))).isEmpty();
    Reply finished = server.json(query, "Prefer", "wait=10");
    conforms("Experiment", finished);
    Reply failed =
        server.json(
            query.replace("blastp", "plain").replace("\"evalue\":1", ""), "Prefer", "wait=10");
    conforms("Experiment", failed);
    conforms("ExperimentPage", server.get("/v1/experiments?limit=1"));
    conforms("QueryCreated", server.form("query_name=n&query_sequence=M&program=plain"));
    conforms("BacklogLine", server.get("/backlog"));
    conforms("Backlog", server.get("/v1/backlog"));
    conforms("Usage", server.get("/v1/usage"));
    conforms("ProgramList", server.get("/v1/programs"));
    conforms("AttemptList", server.get("/v1/experiments/" + finished.id() + "/attempts"));
    conforms("FileList", server.get("/v1/experiments/" + finished.id() + "/files"));
    conforms("Health", server.get("/health/ready"));
    conforms("ProblemKind", server.get("/problems/validation"));
    conforms("Problem", server.json("{}"));
  }

  @Test
  void every_kind_of_problem_explains_itself_at_its_type() {
    for (ProblemKind kind : ProblemKind.values()) {
      Reply reply = server.get("/problems/" + kind.slug());
      assertThat(reply.json().get("status").intValue()).isEqualTo(kind.status());
      assertThat(reply.json().get("title").stringValue()).isEqualTo(kind.title());
    }
  }

  @Test
  void the_pages_need_nothing_from_elsewhere() {
    Reply docs = server.get("/docs");
    assertThat(docs.text()).contains("<meta charset=\"utf-8\">").doesNotContain("http");
    assertThat(docs.header("Content-Security-Policy")).contains("script-src 'self'");
    assertThat(server.get("/docs/swagger-ui-bundle.js").text()).contains("SwaggerUIBundle");
    assertThat(server.get("/docs/swagger-ui.css").status()).isEqualTo(200);
    assertThat(server.get("/docs/start.js").text()).contains("openapi.json");
  }

  @Test
  void the_home_page_shows_programs_and_escapes_what_clients_sent() {
    server.form("query_name=%3Cscript%3Ealert(1)%3C/script%3E&query_sequence=M&program=plain");
    Reply home = server.get("/", "Accept", "text/html,*/*;q=0.8");
    assertThat(home.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(home.text())
        .contains("Protein BLAST", "/docs", "&lt;script&gt;")
        .doesNotContain("<script>alert");
  }
}

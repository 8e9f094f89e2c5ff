package dev.retort.server.openapi;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import dev.retort.server.http.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Generates the OpenAPI 3.1 document from the routes and the programs.
public final class OpenApi {
  private static final String SCHEMAS = "#/components/schemas/";

  /// The schema of a result: the JSON that a program declares, or bytes.
  public static final String RESULT = "Result";

  private static final JsonMapper MAPPER = JsonMapper.builder(StrictJson.FACTORY).build();

  private final ObjectNode document = MAPPER.createObjectNode();

  private OpenApi() {}

  /// @param root the link to `/` as the client sees it
  public static ObjectNode of(Routes routes, Collection<Program> programs, String root) {
    OpenApi openApi = new OpenApi();
    openApi.write(routes, programs, root);
    return openApi.document;
  }

  private void write(Routes routes, Collection<Program> programs, String root) {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Retort")
        .put("version", version())
        .put(
            "description",
            "Runs long programs behind a URL. The server answers once the query is durable; the"
                + " program runs later.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", root);
    ObjectNode paths = document.putObject("paths");
    for (Route route : routes.all()) {
      if (!route.hidden) {
        ObjectNode path = paths.withObjectProperty(route.path.openApi());
        operation(path.putObject(route.method.toLowerCase(Locale.ROOT)), route);
      }
    }
    schemas(programs);
    securitySchemes();
  }

  private static String version() {
    String version = OpenApi.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static void operation(ObjectNode operation, Route route) {
    operation.putArray("tags").add(route.tag);
    operation.put("operationId", route.operation).put("summary", route.summary);
    if (!route.description.isEmpty()) {
      operation.put("description", route.description);
    }
    ArrayNode parameters = MAPPER.createArrayNode();
    for (String variable : route.path.variables()) {
      parameter(parameters, variable, "path", "").put("required", true);
    }
    for (QueryParameter query : route.parameters) {
      ObjectNode parameter = parameter(parameters, query.name(), "query", query.description());
      if (query.repeatable()) {
        parameter.putObject("schema").put("type", "array").set("items", query.schema());
      } else {
        parameter.set("schema", query.schema());
      }
    }
    route.headers.forEach((name, meaning) -> parameter(parameters, name, "header", meaning));
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (!route.bodies.isEmpty()) {
      ObjectNode content =
          operation
              .putObject("requestBody")
              .put("required", route.bodyRequired)
              .putObject("content");
      for (Route.Body body : route.bodies) {
        content
            .putObject(body.mediaType())
            .putObject("schema")
            .put("$ref", SCHEMAS + body.schema());
      }
    }
    security(operation, route);
    responses(operation.putObject("responses"), route);
  }

  /// Either way of sending a token suffices; the scopes are alternatives too.
  private static void security(ObjectNode operation, Route route) {
    ArrayNode security = operation.putArray("security");
    for (Scope scope : route.scopes) {
      security.addObject().putArray("bearer").add(scope.word());
      security.addObject().putArray("basic").add(scope.word());
    }
  }

  private void securitySchemes() {
    ObjectNode schemes = document.withObjectProperty("components").putObject("securitySchemes");
    schemes
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A token; a server on loopback needs none by default");
    schemes
        .putObject("basic")
        .put("type", "http")
        .put("scheme", "basic")
        .put("description", "Any user name, and a token as the password");
  }

  private static ObjectNode parameter(
      ArrayNode parameters, String name, String in, String description) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }

  private static void responses(ObjectNode responses, Route route) {
    for (Route.Response response : route.responses) {
      ObjectNode each =
          responses
              .putObject(Integer.toString(response.status()))
              .put("description", response.meaning());
      if (response.mediaType().isEmpty()) {
        continue;
      }
      ObjectNode content = each.putObject("content");
      ObjectNode type = content.putObject(response.mediaType());
      if (response.schema().equals(RESULT)) {
        content.putObject(Answer.JSON).putObject("schema").put("$ref", SCHEMAS + RESULT);
      } else if (!response.schema().isEmpty()) {
        type.putObject("schema").put("$ref", SCHEMAS + response.schema());
      }
    }
    Map<String, String> problems = new TreeMap<>();
    for (ProblemKind kind : route.problems) {
      problems.merge(
          Integer.toString(kind.status()), kind.slug(), (some, more) -> some + ", " + more);
    }
    problems.forEach((status, kinds) -> problem(responses.putObject(status), kinds));
    if (!route.isOpen()) {
      problem(responses.putObject("401"), ProblemKind.UNAUTHORIZED.slug());
      problem(responses.putObject("403"), ProblemKind.FORBIDDEN.slug());
    }
    problem(responses.putObject("default"), "Any other problem");
  }

  private static void problem(ObjectNode response, String description) {
    response
        .put("description", description)
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .putObject("schema")
        .put("$ref", SCHEMAS + "Problem");
  }

  private void schemas(Collection<Program> programs) {
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    schemas.setAll((ObjectNode) MAPPER.readTree(Resources.own("schemas.json")));
    requireSequence(schemas, programs);
    ArrayNode kinds = schemas.putObject("Query").putArray("anyOf");
    for (Program program : programs) {
      String name = "Query." + program.name();
      kinds.addObject().put("$ref", SCHEMAS + name);
      schemas.set(name, query(program, programs.size() == 1));
    }
    if (programs.isEmpty()) {
      kinds.addObject().put("type", "object");
    }
    results(schemas, programs);
  }

  /// The schemas of queries for any program require a sequence if every program does.
  private static void requireSequence(ObjectNode schemas, Collection<Program> programs) {
    boolean always =
        programs.stream()
            .allMatch(
                each -> each.settings().description().sequence().presence() == Presence.REQUIRED);
    if (!always) {
      for (String name : List.of("CompatibleQuery", "QueryForm", "QueryMultipart")) {
        ((ObjectNode) schemas.required(name)).putArray("required").add("query_name");
      }
    }
  }

  /// The declared results of all programs.
  private static void results(ObjectNode schemas, Collection<Program> programs) {
    ObjectNode all = schemas.putObject(RESULT);
    all.put("description", "The JSON result of the program");
    for (Program program : programs) {
      String schema = program.settings().description().result();
      if (schema != null) {
        String name = RESULT + "." + program.name();
        schemas.set(name, MAPPER.readTree(schema));
        all.withArrayProperty("anyOf").addObject().put("$ref", SCHEMAS + name);
      }
    }
    if (all.has("anyOf")) {
      all.withArrayProperty("anyOf").addObject(); // programs without a schema
    }
  }

  /// The schema of a query for one program, with the program's own parameters.
  private static ObjectNode query(Program program, boolean only) {
    ObjectNode schema = MAPPER.createObjectNode().put("type", "object");
    String title = program.settings().description().title();
    schema.put("title", title == null ? program.name() : title);
    String description = String.join(". ", description(program));
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    Presence sequence = program.settings().description().sequence().presence();
    ArrayNode required = schema.putArray("required").add("query_name");
    if (sequence == Presence.REQUIRED) {
      required.add("query_sequence");
    }
    if (!only && !program.settings().isDefault()) {
      required.add("program");
    }
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("program").put("const", program.name());
    properties
        .putObject("query_name")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", 200);
    if (sequence != Presence.NONE) {
      properties.putObject("query_sequence").put("type", "string").put("minLength", 1);
    }
    properties.set("parameters", parameters(program));
    ObjectNode labels = properties.putObject("labels").put("type", "object");
    labels.putObject("additionalProperties").put("type", "string");
    properties
        .putObject("priority")
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", 9)
        .put("default", 5);
    JsonNode options = MAPPER.readTree(Resources.own("schemas.json")).required("SubmitOptions");
    properties.setAll((ObjectNode) options.required("properties"));
    return schema;
  }

  private static List<String> description(Program program) {
    List<String> sentences = new ArrayList<>();
    List<FileParameter> files = program.settings().description().files();
    if (!files.isEmpty()) {
      sentences.add(
          "Accepts these files as parts of multipart/form-data: "
              + String.join(", ", files.stream().map(FileParameter::name).toList()));
    }
    if (program instanceof Program.Command) {
      sentences.add("Text that begins with '-' is rejected where it begins a word of the command");
    }
    return sentences;
  }

  private static JsonNode parameters(Program program) {
    JsonNode schema = MAPPER.readTree(program.settings().description().parameters());
    return schema.isEmpty()
        ? MAPPER.createObjectNode().put("type", "object").put("additionalProperties", false)
        : schema;
  }
}

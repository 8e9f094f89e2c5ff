package dev.retort.server.openapi;

import dev.retort.core.program.Program;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import dev.retort.server.http.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Generates the OpenAPI 3.1 document from the routes and the programs.
public final class OpenApi {
  /// The schema of a result: the JSON that a program declares, or bytes.
  public static final String RESULT = "Result";

  /// Stands for the address of the server.
  private static final String ROOT = "https://root.invalid";

  static final String SCHEMAS = "#/components/schemas/";
  static final JsonMapper MAPPER = JsonMapper.builder(StrictJson.FACTORY).build();

  private static final JsonNode FIXED = MAPPER.readTree(Resources.own("schemas.json"));
  private static final JsonNode EXAMPLES = MAPPER.readTree(Resources.own("examples.json"));

  private static final Map<String, String> TAGS =
      Map.of(
          "compatible", "For clients that post a form and poll the backlog",
          "experiments", "Submit, find and change experiments",
          "output", "Results, logs and files of experiments",
          "programs", "The programs, and one operation for the queries of each",
          "server", "The state of the server, and this document");

  private final ObjectNode document = MAPPER.createObjectNode();
  private final Collection<Program> programs;
  private final ProgramIdentifiers identifiers;

  private OpenApi(Routes routes, Collection<Program> programs) {
    this.programs = programs;
    Set<String> fixed = new HashSet<>(FIXED.propertyNames());
    Set<String> prefixes = new HashSet<>(ProgramSchemas.PREFIXES);
    for (Route route : routes.all()) {
      fixed.add(route.operation);
      String prefix = route.perProgram;
      if (prefix != null) {
        prefixes.add(prefix);
      }
    }
    this.identifiers = new ProgramIdentifiers(programs, prefixes, fixed);
  }

  /// The document for any address of the server, see [#at].
  public static String template(Routes routes, Collection<Program> programs) {
    OpenApi openApi = new OpenApi(routes, programs);
    openApi.write(routes);
    return openApi.document.toString();
  }

  /// The document as JSON.
  ///
  /// @param root the link to the server as the client sees it, without a slash at its end
  /// @param template a result of [#template]
  public static String at(String root, String template) {
    String quoted = MAPPER.writeValueAsString(root);
    return template
        .replace('"' + ROOT + '"', root.isEmpty() ? "\"/\"" : quoted)
        .replace(ROOT, quoted.substring(1, quoted.length() - 1));
  }

  /// A copy of a schema that is the same for all programs.
  static ObjectNode fixed(String name) {
    return (ObjectNode) FIXED.required(name).deepCopy();
  }

  private void write(Routes routes) {
    document.put("openapi", "3.1.0");
    writeInfo();
    document.putArray("servers").addObject().put("url", ROOT);
    writeTags(routes);
    ObjectNode paths = document.putObject("paths");
    ObjectNode components = document.putObject("components");
    ObjectNode schemas = writeSchemas(components.putObject("schemas"));
    OperationWriter operations =
        new OperationWriter(new ProblemResponses(components, ROOT + "/problems/"));
    for (Route route : routes.all()) {
      if (!route.hidden) {
        operations.write(operation(paths, route.path.openApi(), route), route);
      }
      String prefix = route.perProgram;
      if (prefix != null) {
        writePerProgram(paths, operations, route, prefix, schemas);
      }
    }
    UsedComponents.keepIn(document);
    writeSecuritySchemes(components.putObject("securitySchemes"));
    ClosedObjects.in(schemas);
  }

  private void writeInfo() {
    ObjectNode info = document.putObject("info").put("title", "Retort").put("version", version());
    info.put(
        "description",
        "Runs long programs behind a URL. The server answers once the query is durable; the"
            + " program runs later.");
    info.putObject("contact").put("name", "The operator of this server");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
  }

  private static String version() {
    String version = OpenApi.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static void writeSecuritySchemes(ObjectNode schemes) {
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

  private void writeTags(Routes routes) {
    ArrayNode tags = document.putArray("tags");
    TreeSet<String> names = new TreeSet<>();
    routes.all().stream().filter(route -> !route.hidden).forEach(route -> names.add(route.tag));
    names.forEach(name ->
        tags.addObject()
            .put("name", name)
            .put("description", TAGS.getOrDefault(name, "Operations on " + name)));
  }

  private static ObjectNode operation(ObjectNode paths, String path, Route route) {
    ObjectNode here = paths.withObjectProperty(path);
    return here.putObject(route.method.toLowerCase(Locale.ROOT));
  }

  private void writePerProgram(
      ObjectNode paths,
      OperationWriter operations,
      Route route,
      String prefix,
      ObjectNode schemas) {
    for (Program program : programs) {
      String identifier = identifiers.of(program);
      String path = route.path.openApi().replace("{name}", program.name());
      operations.write(
          operation(paths, path, route),
          route,
          new ProgramSchemas(program, identifier, schemas),
          prefix + identifier);
    }
  }

  private ObjectNode writeSchemas(ObjectNode schemas) {
    schemas.setAll((ObjectNode) FIXED.deepCopy());
    EXAMPLES
        .properties()
        .forEach(example ->
            ((ObjectNode) schemas.required(example.getKey()))
                .putArray("examples")
                .add(example.getValue().deepCopy()));
    schemas
        .required("ProgramQuery")
        .withObjectProperty("properties")
        .setAll((ObjectNode) fixed("SubmitOptions").required("properties"));
    requireSequence(schemas);
    List<String> kinds = new ArrayList<>();
    for (Program program : programs) {
      boolean named = programs.size() > 1 && !program.settings().isDefault();
      String query = new ProgramSchemas(program, identifiers.of(program), schemas).add(named);
      kinds.add(query);
    }
    schemas.set("Query", anyOf(kinds));
    writeResults(schemas);
    return schemas;
  }

  /// The schemas of queries for any program require a sequence if every program does.
  private void requireSequence(ObjectNode schemas) {
    boolean always =
        programs.stream()
            .allMatch(
                each -> each.settings().description().sequence().presence() == Presence.REQUIRED);
    if (!always) {
      for (String name :
          List.of("CompatibleQuery", "ProgramQuery", "QueryForm", "QueryMultipart")) {
        ((ObjectNode) schemas.required(name)).putArray("required").add("query_name");
      }
    }
  }

  /// The declared results of all programs.
  private void writeResults(ObjectNode schemas) {
    List<String> results = new ArrayList<>();
    for (Program program : programs) {
      String schema = program.settings().description().result();
      if (schema != null) {
        String name = RESULT + identifiers.of(program);
        schemas.set(name, EmbeddedSchema.at(SCHEMAS + name, MAPPER.readTree(schema)));
        results.add(name);
      }
    }
    if (!results.isEmpty() && results.size() < programs.size()) {
      schemas.putObject("AnyResult").put("description", "The result of a program without a schema");
      results.add("AnyResult");
    }
    ObjectNode all = anyOf(results);
    schemas.set(RESULT, all.put("description", "The JSON result of the program"));
  }

  private static ObjectNode anyOf(List<String> names) {
    ObjectNode schema = MAPPER.createObjectNode();
    switch (names.size()) {
      case 0 -> schema.put("description", "Any JSON");
      case 1 -> schema.put("$ref", SCHEMAS + names.getFirst());
      default -> {
        ArrayNode schemas = schema.putArray("anyOf");
        names.forEach(name -> schemas.addObject().put("$ref", SCHEMAS + name));
      }
    }
    return schema;
  }
}

package dev.retort.server.openapi;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.server.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of the queries for one program: its parameters with their types, its files and
/// whether it takes a sequence. Not thread-safe.
final class ProgramSchemas {
  static final String FORM = "application/x-www-form-urlencoded";
  static final String MULTIPART = "multipart/form-data";

  private static final String PARAMETERS = "Parameters";
  private static final String QUERY = "Query";
  private static final String NAMED = "NamedQuery";
  private static final String FIELDS = "Fields";
  private static final String UPLOAD = "Upload";

  /// The beginnings of the names of these schemas; the identifier of the program follows.
  static final List<String> PREFIXES =
      List.of(PARAMETERS, QUERY, NAMED, FIELDS, UPLOAD, OpenApi.RESULT);

  private final Program program;
  private final ProgramDescription description;
  private final String identifier;
  private final ObjectNode schemas;

  ProgramSchemas(Program program, String identifier, ObjectNode schemas) {
    this.program = program;
    this.description = program.settings().description();
    this.identifier = identifier;
    this.schemas = schemas;
  }

  /// Adds the schemas.
  ///
  /// @param named whether a query that no path gives a program must name it
  /// @return the name of the schema of a query for `POST /v1/experiments`
  String add(boolean named) {
    schemas.set(PARAMETERS + identifier, parameters());
    schemas.set(QUERY + identifier, query(false));
    schemas.set(FIELDS + identifier, form(false));
    schemas.set(UPLOAD + identifier, form(true));
    if (named) {
      schemas.set(NAMED + identifier, query(true));
    }
    return (named ? NAMED : QUERY) + identifier;
  }

  String title() {
    String title = description.title();
    return title == null ? program.name() : title;
  }

  /// The bodies of the operation of this program.
  void writeBodies(ObjectNode content) {
    Optional<ObjectNode> example = ExampleQuery.of(program);
    if (description.files().stream().noneMatch(FileParameter::required)) {
      ObjectNode json = body(content, Answer.JSON, QUERY);
      example.ifPresent(query -> example(json, query));
      ObjectNode fields = body(content, FORM, FIELDS);
      example.ifPresent(query -> example(fields, ExampleQuery.flat(query)));
      writeEncodings(fields, false);
    }
    writeEncodings(body(content, MULTIPART, UPLOAD), true);
  }

  private ObjectNode body(ObjectNode content, String mediaType, String schema) {
    ObjectNode type = content.putObject(mediaType);
    type.putObject("schema").put("$ref", OpenApi.SCHEMAS + schema + identifier);
    return type;
  }

  private static void example(ObjectNode type, ObjectNode value) {
    type.putObject("examples").putObject("query").put("summary", "A query").set("value", value);
  }

  /// Values that are not scalar are JSON in a form.
  private void writeEncodings(ObjectNode type, boolean multipart) {
    ObjectNode encodings = OpenApi.MAPPER.createObjectNode();
    for (String name : parameters().path("properties").propertyNames()) {
      String kind = parameters().path("properties").path(name).path("type").asString("");
      if (kind.equals("array") || kind.equals("object")) {
        encodings.putObject("parameters." + name).put("contentType", Answer.JSON);
      }
    }
    if (multipart) {
      for (FileParameter file : description.files()) {
        encodings.putObject(file.name()).put("contentType", "application/octet-stream");
      }
    }
    if (!encodings.isEmpty()) {
      type.set("encoding", encodings);
    }
  }

  /// The schema of the parameters. A parameter with a default is not required.
  private ObjectNode parameters() {
    JsonNode schema = OpenApi.MAPPER.readTree(description.parameters());
    if (!(schema instanceof ObjectNode object) || object.isEmpty()) {
      return OpenApi.MAPPER
          .createObjectNode()
          .put("type", "object")
          .put("additionalProperties", false);
    }
    EmbeddedSchema.at(OpenApi.SCHEMAS + PARAMETERS + identifier, object);
    if (object.get("required") instanceof ArrayNode required) {
      JsonNode properties = object.path("properties");
      required.removeIf(name -> properties.path(name.asString("")).has("default"));
      if (required.isEmpty()) {
        object.remove("required");
      }
    }
    return object;
  }

  private boolean parametersRequired() {
    return !parameters().path("required").isEmpty();
  }

  private ObjectNode query(boolean named) {
    ObjectNode schema = OpenApi.MAPPER.createObjectNode().put("type", "object");
    schema.put("title", title()).put("description", sentences());
    ArrayNode required = schema.putArray("required");
    if (named) {
      required.add("program");
    }
    required.add("query_name");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    program(properties);
    properties.set("query_name", OpenApi.fixed("QueryName"));
    if (description.sequence().presence() != Presence.NONE) {
      properties.set("query_sequence", OpenApi.fixed("QuerySequence"));
    }
    if (description.sequence().presence() == Presence.REQUIRED) {
      required.add("query_sequence");
    }
    properties.putObject("parameters").put("$ref", OpenApi.SCHEMAS + PARAMETERS + identifier);
    if (parametersRequired()) {
      required.add("parameters");
    }
    properties.setAll((ObjectNode) OpenApi.fixed("SubmitOptions").required("properties"));
    return schema;
  }

  private void program(ObjectNode properties) {
    properties
        .putObject("program")
        .put("type", "string")
        .put("const", program.name())
        .put("description", "The name of the program");
  }

  /// In forms each parameter is a field.
  ///
  /// @param multipart whether the form has files
  private ObjectNode form(boolean multipart) {
    ObjectNode schema = OpenApi.MAPPER.createObjectNode().put("type", "object");
    schema.put("title", title()).put("description", sentences());
    ArrayNode required = schema.putArray("required").add("query_name");
    ObjectNode properties = schema.putObject("properties");
    program(properties);
    properties.set("query_name", OpenApi.fixed("QueryName"));
    if (description.sequence().presence() != Presence.NONE) {
      properties.set("query_sequence", OpenApi.fixed(multipart ? "SequenceFile" : "QuerySequence"));
    }
    if (description.sequence().presence() == Presence.REQUIRED) {
      required.add("query_sequence");
    }
    JsonNode parameters = parameters();
    parameters
        .path("properties")
        .properties()
        .forEach(each -> properties.set("parameters." + each.getKey(), each.getValue()));
    parameters.path("required").forEach(each -> required.add("parameters." + each.asString("")));
    if (multipart) {
      description.files().forEach(file -> file(properties, required, file));
    }
    properties.setAll(formOptions());
    return schema;
  }

  /// The fields of a form that are the same for all programs.
  private static ObjectNode formOptions() {
    ObjectNode options = (ObjectNode) OpenApi.fixed("QueryForm").required("properties");
    return options.remove(List.of("query_name", "query_sequence", "program", "parameters"));
  }

  private static void file(ObjectNode properties, ArrayNode required, FileParameter file) {
    properties
        .putObject(file.name())
        .put("type", "string")
        .put("format", "binary")
        .put("description", "A file of at most " + file.maxBytes() + " bytes");
    if (file.required()) {
      required.add(file.name());
    }
  }

  private String sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.add("A query for the program " + program.name());
    List<String> files = description.files().stream().map(FileParameter::name).toList();
    if (!files.isEmpty()) {
      sentences.add(
          "Accepts these files as parts of " + MULTIPART + ": " + String.join(", ", files));
    }
    if (program instanceof Program.Command) {
      sentences.add("Text that begins with '-' is rejected where it begins a word of the command");
    }
    return String.join(". ", sentences);
  }
}

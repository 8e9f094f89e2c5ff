package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import dev.retort.engine.pattern.PatternLimitException;
import dev.retort.engine.pattern.ValuePattern;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks exchanges against the OpenAPI document of the server: the operation, the status, the
/// media type, the JSON of the answer, the type of a problem, and the JSON and the query parameters
/// of every accepted request. Immutable.
final class DocumentedTraffic {
  private static final Pattern PAGE = Pattern.compile("|/|/docs(/.*)?|/floor");
  private static final Pattern SHARED = Pattern.compile("^/v1/shared/[^/]+");
  private static final Pattern OWN =
      Pattern.compile(
          "retort-.*|location|link|retry-after|preference-applied", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .formatAssertionsEnabled(true)
                      .regularExpressionFactory(DocumentedTraffic::pattern)
                      .build()));

  private final JsonNode document;
  private final String base;
  private final Map<Pattern, JsonNode> templates = new LinkedHashMap<>();
  private final Map<JsonNode, Schema> compiled =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final JsonNode problem =
      TestServer.MAPPER.createObjectNode().put("$ref", "#/components/schemas/Problem");

  /// @param base the base path of the server; empty at the root
  DocumentedTraffic(JsonNode document, String base) {
    this.document = document;
    this.base = base;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      if (path.getKey().contains("{")) {
        templates.put(matcher(path.getKey()), path.getValue());
      }
    }
  }

  /// One request and its answer.
  ///
  /// @param target the path, perhaps with a query
  /// @param sent the body of the request if it is JSON
  /// @param type the media type of the answer; empty if it has none
  /// @param headers the names of the headers of the answer
  record Exchange(
      String method,
      String target,
      @Nullable String sentType,
      @Nullable String sent,
      int status,
      String type,
      Set<String> headers,
      byte[] body) {

    private String path() {
      int end = target.indexOf('?');
      String path = end < 0 ? target : target.substring(0, end);
      return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public String toString() {
      return method + " " + target + " -> " + status + " " + type + " " + text();
    }

    private String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /// The server has matched a value that takes too long here.
  private static RegularExpression pattern(String text) {
    ValuePattern pattern = ValuePattern.compile(text);
    return value -> {
      try {
        return pattern.find(value);
      } catch (PatternLimitException tooLong) {
        return true;
      }
    };
  }

  void check(Exchange exchange) {
    String method = exchange.method.equals("HEAD") ? "GET" : exchange.method;
    Optional<JsonNode> operation =
        path(exchange.path())
            .map(path -> path.path(method.toLowerCase(Locale.ROOT)))
            .filter(found -> !found.isMissingNode());
    if (exchange.status >= 400) {
      checkProblem(exchange, operation);
    } else if (operation.isPresent()) {
      checkAnswer(exchange, operation.get());
      checkRequest(exchange, operation.get());
    } else if (!method.equals("OPTIONS")) {
      String path = exchange.path().substring(exchange.path().startsWith(base) ? base.length() : 0);
      assertThat(path).as("an undocumented answer: " + exchange).matches(PAGE);
    }
  }

  private Optional<JsonNode> path(String called) {
    String below = called.startsWith(base + '/') ? called.substring(base.length()) : called;
    String path = SHARED.matcher(below).replaceFirst("/v1/experiments/shared");
    JsonNode literal = document.get("paths").path(path);
    if (!literal.isMissingNode()) {
      return Optional.of(literal);
    }
    return templates.entrySet().stream()
        .filter(each -> each.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /// The path of a file has several segments.
  private static Pattern matcher(String template) {
    return Pattern.compile(
        Pattern.quote(template)
            .replace("{path}", "\\E.+\\Q")
            .replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q"));
  }

  private void checkProblem(Exchange exchange, Optional<JsonNode> operation) {
    if (exchange.method.equals("HEAD")) {
      return;
    }
    assertThat(exchange.type).as(exchange.toString()).isEqualTo(Problem.MEDIA_TYPE);
    conforms(problem, exchange.text(), exchange);
    if (operation.isPresent()) {
      String type = TestServer.MAPPER.readTree(exchange.body).get("type").stringValue();
      String slug = type.substring(type.lastIndexOf('/') + 1);
      JsonNode responses = operation.get().get("responses");
      List<JsonNode> possible =
          List.of(
              resolved(responses.path(Integer.toString(exchange.status))),
              resolved(responses.get("default")));
      assertThat(possible)
          .as("the problem " + slug + " is not documented: " + exchange)
          .anyMatch(each -> !examples(each, slug).isMissingNode());
    }
  }

  private static JsonNode examples(JsonNode response, String slug) {
    return response.path("content").path(Problem.MEDIA_TYPE).path("examples").path(slug);
  }

  private void checkAnswer(Exchange exchange, JsonNode operation) {
    JsonNode response =
        resolved(operation.get("responses").path(Integer.toString(exchange.status)));
    assertThat(response.isMissingNode()).as("an undocumented status: " + exchange).isFalse();
    Set<String> documented = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    documented.addAll(response.path("headers").propertyNames());
    assertThat(exchange.headers.stream().filter(name -> OWN.matcher(name).matches()))
        .as("undocumented headers: " + exchange)
        .allMatch(documented::contains);
    JsonNode content = response.path("content");
    if (content.isEmpty()) {
      assertThat(exchange.body).as(exchange.toString()).isEmpty();
      return;
    }
    JsonNode type = content.path(exchange.type);
    if (type.isMissingNode()) {
      type = content.path("*/*");
    }
    assertThat(type.isMissingNode()).as("an undocumented media type: " + exchange).isFalse();
    if (exchange.type.equals(Answer.JSON)
        && !exchange.method.equals("HEAD")
        && !isBinary(type.get("schema"))) {
      conforms(type.get("schema"), exchange.text(), exchange);
    }
  }

  private static boolean isBinary(JsonNode schema) {
    return schema.path("format").asString("").equals("binary");
  }

  private void checkRequest(Exchange exchange, JsonNode operation) {
    int query = exchange.target.indexOf('?');
    if (query >= 0) {
      Set<String> documented =
          operation
              .path("parameters")
              .valueStream()
              .map(each -> each.get("name").stringValue())
              .collect(Collectors.toSet());
      for (String pair : exchange.target.substring(query + 1).split("&", -1)) {
        String name = URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8);
        assertThat(pair.isEmpty() || documented.contains(name)).as(exchange.toString()).isTrue();
      }
    }
    String sent = exchange.sent;
    JsonNode bodies = operation.path("requestBody").path("content");
    if (sent != null && !sent.isEmpty() && exchange.sentType != null) {
      JsonNode type = bodies.path(exchange.sentType);
      assertThat(type.isMissingNode()).as("an undocumented body: " + exchange).isFalse();
      conforms(type.get("schema"), withoutNulls(sent), exchange);
    }
  }

  /// Null stands for an absent field of a query.
  private static String withoutNulls(String json) {
    JsonNode tree = TestServer.MAPPER.readTree(json);
    if (tree instanceof ObjectNode object) {
      object.removeIf(JsonNode::isNull);
    }
    return tree.toString();
  }

  private JsonNode resolved(JsonNode response) {
    JsonNode reference = response.path("$ref");
    return reference.isString() ? document.at(reference.stringValue().substring(1)) : response;
  }

  private void conforms(JsonNode schema, String json, Exchange exchange) {
    assertThat(compiled.computeIfAbsent(schema, this::compile).validate(json, InputFormat.JSON))
        .as(exchange.toString())
        .isEmpty();
  }

  /// Servers with the same schema share it: most schemas are the same for all programs.
  private Schema compile(JsonNode schema) {
    ObjectNode whole = TestServer.MAPPER.createObjectNode();
    whole.setAll((ObjectNode) schema.deepCopy());
    addUsed(whole, schema);
    return SCHEMAS.computeIfAbsent(
        whole.toString(), text -> REGISTRY.getSchema(text, InputFormat.JSON));
  }

  private void addUsed(ObjectNode whole, JsonNode from) {
    ObjectNode schemas = whole.withObjectProperty("components").withObjectProperty("schemas");
    List<String> references =
        from.findParents("$ref").stream()
            .map(each -> each.get("$ref"))
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue)
            .toList();
    for (String reference : references) {
      String name = reference.split("/", -1)[3];
      if (!schemas.has(name)) {
        JsonNode schema = document.at("/components/schemas").get(name);
        schemas.set(name, schema.deepCopy());
        addUsed(whole, schema);
      }
    }
  }
}

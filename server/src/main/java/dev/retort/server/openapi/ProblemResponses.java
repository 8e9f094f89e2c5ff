package dev.retort.server.openapi;

import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The problems of every operation: one response for each status, with an example of each problem
/// type that has this status. Not thread-safe.
final class ProblemResponses {
  private static final JsonNode TEXTS = OpenApi.MAPPER.readTree(Resources.own("problems.json"));

  /// Any request can fail so.
  private static final Set<ProblemKind> ALWAYS =
      EnumSet.of(
          ProblemKind.MALFORMED_REQUEST,
          ProblemKind.INVALID_QUERY_PARAMETER,
          ProblemKind.INVALID_HEADER,
          ProblemKind.FOREIGN_HOST,
          ProblemKind.TOO_MANY_REQUESTS,
          ProblemKind.QUOTA_EXCEEDED,
          ProblemKind.INTERNAL,
          ProblemKind.UNAVAILABLE);

  /// Any request that changes something can fail so.
  private static final Set<ProblemKind> CHANGE =
      EnumSet.of(
          ProblemKind.FOREIGN_ORIGIN,
          ProblemKind.REQUEST_TIMEOUT,
          ProblemKind.OUTCOME_UNKNOWN,
          ProblemKind.DISK_FULL);

  /// Problems of the connection or of the method, before any operation is found.
  private static final List<ProblemKind> BEFORE =
      List.of(
          ProblemKind.METHOD_NOT_ALLOWED,
          ProblemKind.URI_TOO_LONG,
          ProblemKind.EXPECTATION_FAILED,
          ProblemKind.HEADERS_TOO_LARGE,
          ProblemKind.NOT_IMPLEMENTED,
          ProblemKind.VERSION_NOT_SUPPORTED);

  private final ObjectNode responses;
  private final Map<Set<ProblemKind>, String> names = new HashMap<>();

  /// @param base the beginning of the type of every problem
  ProblemResponses(ObjectNode components, String base) {
    ObjectNode examples = components.putObject("examples");
    for (ProblemKind kind : ProblemKind.values()) {
      example(examples.putObject(kind.slug()), kind, base);
    }
    responses = components.putObject("responses");
    response(
        responses.putObject("OtherProblem"),
        "Any other problem: of the connection, or for another method",
        BEFORE);
  }

  private static void example(ObjectNode example, ProblemKind kind, String base) {
    JsonNode text = TEXTS.path(kind.slug());
    example.put("summary", kind.title());
    example.put("description", text.path("cause").asString(kind.title()));
    ObjectNode value =
        example
            .putObject("value")
            .put("type", base + kind.slug())
            .put("title", kind.title())
            .put("status", kind.status())
            .put("detail", kind.title());
    if (text.path("example") instanceof ObjectNode members) {
      value.setAll(members);
    }
  }

  /// Adds the problems of an operation to its responses.
  void addTo(ObjectNode operation, Route route) {
    Map<Integer, EnumSet<ProblemKind>> byStatus = new TreeMap<>();
    for (ProblemKind kind : of(route)) {
      byStatus.computeIfAbsent(kind.status(), _ -> EnumSet.noneOf(ProblemKind.class)).add(kind);
    }
    byStatus.forEach((status, kinds) ->
        operation
            .putObject(Integer.toString(status))
            .put("$ref", "#/components/responses/" + name(status, kinds)));
    operation.putObject("default").put("$ref", "#/components/responses/OtherProblem");
  }

  private static Set<ProblemKind> of(Route route) {
    Set<ProblemKind> kinds = EnumSet.copyOf(ALWAYS);
    kinds.addAll(route.problems);
    if (!route.method.equals("GET")) {
      kinds.addAll(CHANGE);
    }
    if (route.headers.containsKey("Idempotency-Key")) {
      kinds.add(ProblemKind.BACKLOG_FULL);
    }
    if (!route.isOpen()) {
      kinds.add(ProblemKind.UNAUTHORIZED);
      kinds.add(ProblemKind.FORBIDDEN);
    }
    if (route.produces != null) {
      kinds.add(ProblemKind.NOT_ACCEPTABLE);
    }
    if (!route.bodies.isEmpty()) {
      kinds.addAll(
          EnumSet.of(
              ProblemKind.MALFORMED_BODY,
              ProblemKind.TOO_LARGE,
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              ProblemKind.VALIDATION));
    }
    return kinds;
  }

  /// The name of the component, which is made if no earlier operation has the same problems.
  private String name(int status, Set<ProblemKind> kinds) {
    return names.computeIfAbsent(
        kinds,
        _ -> {
          String base = HttpStatus.getMessage(status).replaceAll("[^A-Za-z]", "");
          String name = base;
          for (int number = 2; responses.has(name); number++) {
            name = base + number;
          }
          String slugs = kinds.stream().map(ProblemKind::slug).collect(Collectors.joining(", "));
          response(responses.putObject(name), slugs, kinds);
          return name;
        });
  }

  private static void response(
      ObjectNode response, String description, Iterable<ProblemKind> kinds) {
    ObjectNode type =
        response.put("description", description).putObject("content").putObject(Problem.MEDIA_TYPE);
    type.putObject("schema").put("$ref", OpenApi.SCHEMAS + "Problem");
    ObjectNode examples = type.putObject("examples");
    for (ProblemKind kind : kinds) {
      examples.putObject(kind.slug()).put("$ref", "#/components/examples/" + kind.slug());
    }
  }
}

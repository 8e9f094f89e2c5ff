package dev.retort.server.http;

import dev.retort.server.access.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Declares one operation of the API: path, parameters, bodies, answers, problems and action. The
/// same declaration produces the OpenAPI entry. Built once; read-only after that.
public final class Route {
  /// The attribute of a request that holds its route, for what measures answers.
  public static final String ATTRIBUTE = "dev.retort.route";

  public final String method;
  public final PathTemplate path;
  public final String operation;
  public final String summary;
  public String description = "";
  public String tag = "server";
  public boolean hidden;
  public @Nullable String perProgram;

  /// Whether the log of administrators' acts has its requests.
  boolean audited;

  /// A request needs any of these; an administrator alone may use a route that names none.
  public final Set<Scope> scopes = EnumSet.of(Scope.ADMIN);

  public boolean bodyRequired = true;
  public @Nullable String produces = Answer.JSON;
  @Nullable Action action;
  public final List<QueryParameter> parameters = new ArrayList<>();
  public final Map<String, String> headers = new TreeMap<>();
  public final Map<String, String> variables = new TreeMap<>();
  public final List<ResponseHeader> responseHeaders = new ArrayList<>();
  public final List<Body> bodies = new ArrayList<>();
  public final List<Response> responses = new ArrayList<>();
  public final List<ProblemKind> problems = new ArrayList<>();

  /// Handles a request. Runs on a virtual thread and may block.
  @FunctionalInterface
  public interface Action {
    Answer answer(RouteRequest request) throws Exception;
  }

  /// One media type that a request body can have.
  ///
  /// @param schema the name of a schema in the document's components
  public record Body(String mediaType, String schema) {}

  /// One successful answer.
  ///
  /// @param mediaType empty for an answer without a body
  /// @param schema the name of a schema in the components; empty for bytes
  public record Response(int status, String meaning, String mediaType, String schema) {}

  /// A header of successful answers.
  ///
  /// @param statuses the statuses of the answers that can have it
  public record ResponseHeader(String name, String meaning, Set<Integer> statuses) {
    public ResponseHeader {
      statuses = Set.copyOf(statuses);
    }
  }

  private Route(String method, String path, String operation, String summary) {
    this.method = method;
    this.path = PathTemplate.of(path);
    this.operation = operation;
    this.summary = summary;
  }

  public static Route get(String path, String operation, String summary) {
    return new Route("GET", path, operation, summary);
  }

  public static Route post(String path, String operation, String summary) {
    return new Route("POST", path, operation, summary);
  }

  public static Route patch(String path, String operation, String summary) {
    return new Route("PATCH", path, operation, summary);
  }

  public static Route delete(String path, String operation, String summary) {
    return new Route("DELETE", path, operation, summary);
  }

  public Route describe(String text) {
    description = text;
    return this;
  }

  public Route tag(String value) {
    tag = value;
    return this;
  }

  /// Any of these scopes suffices.
  public Route scope(Scope... anyOf) {
    scopes.clear();
    scopes.addAll(List.of(anyOf));
    return this;
  }

  /// Changes what may belong to others: an administrator's requests are logged.
  public Route audited() {
    audited = true;
    return this;
  }

  /// Needs no token. Only for routes that tell nothing of experiments and programs.
  public Route open() {
    scopes.clear();
    return this;
  }

  /// Whether administrators alone may use it.
  boolean isAdmins() {
    return scopes.equals(Set.of(Scope.ADMIN));
  }

  public boolean isOpen() {
    return scopes.isEmpty();
  }

  /// Leaves the route out of the OpenAPI document: for HTML pages and alternative paths.
  public Route hidden() {
    hidden = true;
    return this;
  }

  /// Lists the operation once more for each program, with the schemas of this program and its name
  /// in place of `{name}`.
  ///
  /// @param operation the beginning of the ids of these operations
  public Route perProgram(String operation) {
    perProgram = operation;
    return this;
  }

  /// What a variable of the path means.
  public Route variable(String name, String meaning) {
    variables.put(name, meaning);
    return this;
  }

  /// A header of the answers with one of these statuses.
  public Route sends(String name, String meaning, Integer... statuses) {
    responseHeaders.add(new ResponseHeader(name, meaning, Set.of(statuses)));
    return this;
  }

  /// The media type of the answers; null if it depends on the content.
  public Route produces(@Nullable String type) {
    produces = type;
    return this;
  }

  public Route takes(QueryParameter parameter) {
    parameters.add(parameter);
    return this;
  }

  public Route header(String name, String meaning) {
    headers.put(name, meaning);
    return this;
  }

  public Route body(String mediaType, String schema) {
    bodies.add(new Body(mediaType, schema));
    return this;
  }

  /// A request without a body is fine too.
  public Route optionalBody() {
    bodyRequired = false;
    return this;
  }

  public Route answers(int status, String meaning, String schema) {
    String type = produces == null ? "*/*" : produces;
    responses.add(new Response(status, meaning, type, schema));
    return this;
  }

  /// An answer without a body.
  public Route answersNothing(int status, String meaning) {
    responses.add(new Response(status, meaning, "", ""));
    return this;
  }

  public Route fails(ProblemKind... kinds) {
    problems.addAll(List.of(kinds));
    return this;
  }

  public Route does(Action value) {
    action = value;
    return this;
  }

  Answer answer(RouteRequest request) throws Exception {
    Action work = action;
    if (work == null) {
      throw new IllegalStateException("route " + operation + " has no action");
    }
    return work.answer(request);
  }

  private String known() {
    return parameters.isEmpty()
        ? "this route has no query parameters"
        : "the query parameters are "
            + String.join(", ", parameters.stream().map(QueryParameter::name).toList());
  }

  QueryParameter parameter(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    ProblemKind.INVALID_QUERY_PARAMETER,
                    "unknown query parameter " + QuotedText.quoted(name) + "; " + known())
                .with("parameter", name)
                .exception());
  }
}

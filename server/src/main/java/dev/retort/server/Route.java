package dev.retort.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One operation of the API: where it is, what it takes and answers, and what does it. Built once;
/// read-only after that.
final class Route {
  final String method;
  final PathTemplate path;
  final String operation;
  final String summary;
  String description = "";
  String tag = "server";
  boolean hidden;
  @Nullable String produces = Answer.JSON;
  @Nullable Action action;
  final List<QueryParameter> parameters = new ArrayList<>();
  final Map<String, String> headers = new TreeMap<>();
  final List<Body> bodies = new ArrayList<>();
  final List<Response> responses = new ArrayList<>();
  final List<ProblemKind> problems = new ArrayList<>();

  /// Does the work of a route. Runs on a virtual thread and may block.
  @FunctionalInterface
  interface Action {
    Answer answer(Call call) throws Exception;
  }

  /// One form in which a request's body may come.
  ///
  /// @param schema the name of a schema among the document's components
  record Body(String mediaType, String schema) {}

  /// One successful answer.
  ///
  /// @param mediaType empty for an answer without a body
  /// @param schema the name of a schema among the components; empty for bytes
  record Response(int status, String meaning, String mediaType, String schema) {}

  private Route(String method, String path, String operation, String summary) {
    this.method = method;
    this.path = PathTemplate.of(path);
    this.operation = operation;
    this.summary = summary;
  }

  static Route get(String path, String operation, String summary) {
    return new Route("GET", path, operation, summary);
  }

  static Route post(String path, String operation, String summary) {
    return new Route("POST", path, operation, summary);
  }

  static Route patch(String path, String operation, String summary) {
    return new Route("PATCH", path, operation, summary);
  }

  Route describe(String text) {
    description = text;
    return this;
  }

  Route tag(String value) {
    tag = value;
    return this;
  }

  /// Keeps it out of the OpenAPI document: pages for people, and second spellings.
  Route hidden() {
    hidden = true;
    return this;
  }

  /// The media type of its answers; null when it depends on the content.
  Route produces(@Nullable String type) {
    produces = type;
    return this;
  }

  Route takes(QueryParameter parameter) {
    parameters.add(parameter);
    return this;
  }

  Route header(String name, String meaning) {
    headers.put(name, meaning);
    return this;
  }

  Route body(String mediaType, String schema) {
    bodies.add(new Body(mediaType, schema));
    return this;
  }

  Route answers(int status, String meaning, String schema) {
    String type = produces == null ? "application/octet-stream" : produces;
    responses.add(new Response(status, meaning, type, schema));
    return this;
  }

  Route fails(ProblemKind... kinds) {
    problems.addAll(List.of(kinds));
    return this;
  }

  Route does(Action value) {
    action = value;
    return this;
  }

  Answer answer(Call call) throws Exception {
    Action work = action;
    if (work == null) {
      throw new IllegalStateException("route " + operation + " does nothing");
    }
    return work.answer(call);
  }

  private String known() {
    return parameters.isEmpty()
        ? "none is taken"
        : "there is " + String.join(", ", parameters.stream().map(QueryParameter::name).toList());
  }

  QueryParameter parameter(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    ProblemKind.INVALID_QUERY_PARAMETER,
                    "there is no query parameter " + Text.quoted(name) + " here; " + known())
                .with("parameter", name)
                .exception());
  }
}

package dev.retort.server;

import dev.retort.core.ExperimentId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// One request on its way through a route, with its query parameters checked. Not thread-safe.
final class Call {
  private final Request request;
  private final Route route;
  private final List<String> variables;
  private final Map<String, List<String>> query;

  Call(Request request, Route route, List<String> variables) {
    this.request = request;
    this.route = route;
    this.variables = variables;
    this.query = query(request.getHttpURI().getQuery(), route);
  }

  private static Map<String, List<String>> query(@Nullable String raw, Route route) {
    if (raw == null || raw.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      QueryParameter parameter = route.parameter(name);
      parameter.check(value);
      List<String> here = values.computeIfAbsent(name, _ -> new ArrayList<>(1));
      if (!here.isEmpty() && !parameter.repeatable()) {
        throw QueryParameter.wrong(name, "may be given once", value);
      }
      here.add(value);
    }
    return values;
  }

  private static String decode(String text) {
    return Percent.decode(text, true)
        .orElseThrow(() ->
            Problem.of(
                    ProblemKind.INVALID_QUERY_PARAMETER,
                    "the query string holds a broken escape in "
                        + Text.quoted(text)
                        + "; write %25 for a percent sign")
                .exception());
  }

  Request request() {
    return request;
  }

  /// The value of the path's n-th variable, from 0.
  String variable(int index) {
    return variables.get(index);
  }

  /// The experiment id in the path's first variable.
  ///
  /// @throws ProblemException 404, the same for a malformed and for an unknown id
  ExperimentId experimentId() {
    return ExperimentId.parse(variable(0)).orElseThrow(() -> unknownExperiment(variable(0)));
  }

  static ProblemException unknownExperiment(String id) {
    return Problem.of(ProblemKind.NOT_FOUND, "there is no experiment " + Text.quoted(id))
        .exception();
  }

  Optional<String> parameter(String name) {
    List<String> values = query.get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /// The value of a [QueryParameter.Number], or its default.
  long number(String name) {
    Optional<String> value = parameter(name);
    if (value.isPresent()) {
      return Long.parseLong(value.get());
    }
    return route.parameter(name) instanceof QueryParameter.Number number ? number.standard() : 0;
  }

  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }
}

package dev.retort.server.http;

import dev.retort.core.ExperimentId;
import dev.retort.server.access.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// A request that matched a route, with validated query parameters. Not thread-safe.
public final class RouteRequest {
  private final Request request;
  private final Route route;
  private final List<String> variables;
  private final Map<String, List<String>> query;

  RouteRequest(Request request, Route route, List<String> variables) {
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
        throw QueryParameter.wrong(name, "must not be repeated", value);
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
                    "the query string contains an invalid percent-encoding in "
                        + QuotedText.quoted(text)
                        + "; write %25 for a percent sign")
                .exception());
  }

  /// Jetty's request.
  public Request jetty() {
    return request;
  }

  /// Who sends the request.
  public Caller caller() {
    return Caller.of(request);
  }

  /// The value of the n-th variable in the path, counted from 0.
  public String variable(int index) {
    return variables.get(index);
  }

  /// The experiment id in the path's first variable.
  ///
  /// @throws ProblemException 404 for a malformed id, as for an unknown one
  public ExperimentId experimentId() {
    return ExperimentId.parse(variable(0)).orElseThrow(() -> unknownExperiment(variable(0)));
  }

  public static ProblemException unknownExperiment(String id) {
    return Problem.of(ProblemKind.NOT_FOUND, "there is no experiment " + QuotedText.quoted(id))
        .exception();
  }

  public Optional<String> parameter(String name) {
    List<String> values = query.get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /// The value of a [QueryParameter.Number], or its default.
  public long number(String name) {
    Optional<String> value = parameter(name);
    if (value.isPresent()) {
      return Long.parseLong(value.get());
    }
    return route.parameter(name) instanceof QueryParameter.Number number
        ? number.defaultValue()
        : 0;
  }

  /// The value of a [QueryParameter.Flag].
  public boolean flag(String name) {
    return parameter(name).filter("true"::equals).isPresent();
  }

  public @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }
}

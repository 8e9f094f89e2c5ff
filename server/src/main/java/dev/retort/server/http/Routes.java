package dev.retort.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// All operations of the API; finds the route for a request line. Filled at start, then read by
/// many threads.
public final class Routes {
  private final List<Route> all = new ArrayList<>();
  private final Map<String, Map<String, Route>> literal = new HashMap<>();
  private final List<Route> patterns = new ArrayList<>();

  /// The result of a lookup.
  sealed interface Match {
    record Found(Route route, List<String> variables) implements Match {}

    /// The path exists, but not with this method; `allowed` is the value of `Allow`.
    record OtherMethods(String allowed) implements Match {}

    record Nothing() implements Match {}
  }

  public void add(Route route) {
    all.add(route);
    if (!route.path.isLiteral()) {
      patterns.add(route);
    } else if (literal
            .computeIfAbsent(route.path.text(), _ -> new HashMap<>())
            .putIfAbsent(route.method, route)
        != null) {
      throw new IllegalArgumentException("two routes for " + route.method + " " + route.path);
    }
  }

  public List<Route> all() {
    return List.copyOf(all);
  }

  /// @param method `HEAD` finds the routes of `GET`
  /// @param path still encoded
  Match find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Map<String, Route> here = literal.get(path);
    if (here != null) {
      Route route = here.get(wanted);
      return route == null
          ? new Match.OtherMethods(allow(here.keySet()))
          : new Match.Found(route, List.of());
    }
    List<String> segments = path.startsWith("/") ? PathTemplate.split(path) : List.of();
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : patterns) {
      Optional<List<String>> variables = route.path.match(segments);
      if (variables.isPresent()) {
        if (route.method.equals(wanted)) {
          return new Match.Found(route, variables.get());
        }
        methods.add(route.method);
      }
    }
    return methods.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(allow(methods));
  }

  private static String allow(Iterable<String> methods) {
    TreeSet<String> allowed = new TreeSet<>();
    for (String method : methods) {
      allowed.add(method);
      if (method.equals("GET")) {
        allowed.add("HEAD");
      }
    }
    allowed.add("OPTIONS");
    return String.join(", ", allowed);
  }
}

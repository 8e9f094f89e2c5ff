package dev.retort.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The path of a route, for example `/v1/experiments/{id}/files/{path...}`. Immutable.
///
/// Literal segments match only exactly. `{name}` matches one segment, decoded. `{name...}` matches
/// the rest of the path, one segment or more, still encoded.
public record PathTemplate(String text, List<String> segments) {

  public PathTemplate {
    segments = List.copyOf(segments);
  }

  static PathTemplate of(String text) {
    return new PathTemplate(text, split(text));
  }

  static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  boolean isLiteral() {
    return text.indexOf('{') < 0;
  }

  /// The path in OpenAPI syntax.
  public String openApi() {
    return text.replace("...}", "}");
  }

  /// The names of the variables, in order.
  public List<String> variables() {
    return segments.stream().filter(PathTemplate::isVariable).map(PathTemplate::name).toList();
  }

  /// The values of the variables if the path matches; otherwise empty.
  Optional<List<String>> match(List<String> path) {
    List<String> values = new ArrayList<>(segments.size());
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (isTail(segment)) {
        values.add(String.join("/", path.subList(i, path.size())));
        return Optional.of(values);
      }
      if (!isVariable(segment)) {
        if (!segment.equals(path.get(i))) {
          return Optional.empty();
        }
        continue;
      }
      Optional<String> value = Percent.decode(path.get(i), false);
      if (value.isEmpty() || value.get().isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return path.size() == segments.size() ? Optional.of(values) : Optional.empty();
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  private static boolean isTail(String segment) {
    return segment.endsWith("...}");
  }

  private static String name(String segment) {
    return segment.substring(1, segment.length() - (isTail(segment) ? 4 : 1));
  }
}

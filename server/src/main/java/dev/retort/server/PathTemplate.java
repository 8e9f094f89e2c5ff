package dev.retort.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The path of a route, for example `/v1/experiments/{id}/files/{path...}`. Immutable.
///
/// Literal segments match only as they are written; `{name}` takes one segment, decoded;
/// `{name...}` takes all that is left, one segment or more, still encoded.
record PathTemplate(String text, List<String> segments) {

  PathTemplate {
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

  /// The text as OpenAPI writes it.
  String openApi() {
    return text.replace("...}", "}");
  }

  /// The names of the variables, in order.
  List<String> variables() {
    return segments.stream().filter(PathTemplate::isVariable).map(PathTemplate::name).toList();
  }

  /// The variables' values when the path fits; empty when it does not.
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

package dev.retort.engine.program;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The values of a command's placeholders. Immutable.
///
/// @param texts each value by the name of its placeholder
/// @param free the names whose value is text of the client's, which can begin with any character
/// @param denied the names whose value is `false`
public record QueryValues(Map<String, String> texts, Set<String> free, Set<String> denied) {
  public QueryValues {
    texts = Map.copyOf(texts);
    free = Set.copyOf(free);
    denied = Set.copyOf(denied);
  }

  /// The values that a query states itself.
  ///
  /// @param sequence null when it is too long for a placeholder
  public static QueryValues of(ObjectNode parameters, String name, @Nullable String sequence) {
    Map<String, String> texts = new HashMap<>();
    Set<String> free = new HashSet<>(Set.of("query_name", "query_sequence"));
    Set<String> denied = new HashSet<>();
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      JsonNode value = parameter.getValue();
      texts.put(parameter.getKey(), CommandWord.text(value));
      if (value.isString()) {
        free.add(parameter.getKey());
      } else if (value.isBoolean() && !value.booleanValue()) {
        denied.add(parameter.getKey());
      }
    }
    texts.put("query_name", name);
    texts.put("query_sequence", sequence == null ? "" : sequence);
    return new QueryValues(texts, free, denied);
  }

  /// The value of one parameter.
  public static QueryValues of(String parameter, JsonNode value) {
    return of(JsonNodeFactory.instance.objectNode().set(parameter, value), "", null);
  }

  /// The same with the values that the server adds, such as paths.
  public QueryValues with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(texts);
    all.putAll(more);
    return new QueryValues(all, free, denied);
  }

  /// The same with values for names that have none.
  public QueryValues withStandard(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(texts);
    return new QueryValues(all, free, denied);
  }

  /// Whether the condition on this name holds: there is a value, and it is neither `false` nor
  /// empty.
  boolean holds(String name) {
    return !texts.getOrDefault(name, "").isEmpty() && !denied.contains(name);
  }
}

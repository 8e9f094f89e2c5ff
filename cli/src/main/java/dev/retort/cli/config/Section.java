package dev.retort.cli.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A mapping of the file. A key that nobody asked for is unknown: [#close] says so. Not
/// thread-safe.
final class Section {
  private final Node node;
  private final String name;
  private final Problems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  /// One key and its value.
  record Entry(ScalarNode key, Value value) {}

  Section(MappingNode mapping, String name, Problems problems) {
    this.node = mapping;
    this.name = name;
    this.problems = problems;
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        String path = name.isEmpty() ? key.getValue() : name + "." + key.getValue();
        Value value = new Value(tuple.getValueNode(), path, problems);
        entries.putIfAbsent(key.getValue(), new Entry(key, value));
      }
    }
  }

  Node node() {
    return node;
  }

  String name() {
    return name;
  }

  /// The value of a key that may stand here.
  Optional<Value> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(Value::present);
  }

  /// True when the key stands here, with whatever value.
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /// All of it, for a mapping whose keys are names of the user's.
  Map<String, Entry> entries() {
    known.addAll(entries.keySet());
    return entries;
  }

  /// Says which keys nobody asked for.
  void close() {
    entries.forEach((key, entry) -> {
      if (!known.contains(key)) {
        problems.add(
            entry.key(),
            "unknown key `" + key + "`" + (name.isEmpty() ? "" : " in `" + name + "`"),
            Spelling.suggest(key, known));
      }
    });
  }
}

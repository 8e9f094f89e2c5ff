package dev.retort.cli.config.yaml;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A mapping of the file. [#close] reports keys that were not read as unknown. Not thread-safe.
public final class Section {
  private final Node node;
  private final String name;
  private final ConfigProblems problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  /// One key and its value.
  public record Entry(ScalarNode key, Value value) {}

  public Section(MappingNode mapping, String name, ConfigProblems problems) {
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

  public Node node() {
    return node;
  }

  public String name() {
    return name;
  }

  /// The value of a known key.
  public Optional<Value> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(Value::present);
  }

  /// Whether the key is present, with any value.
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /// All entries, for a mapping whose keys are names.
  public Map<String, Entry> entries() {
    known.addAll(entries.keySet());
    return entries;
  }

  /// Reports unknown keys.
  public void close() {
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

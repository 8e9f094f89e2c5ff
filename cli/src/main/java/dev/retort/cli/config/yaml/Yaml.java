package dev.retort.cli.config.yaml;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parses YAML 1.2 text into nodes with line and column.
public final class Yaml {
  /// The suggestion for a mapping instead of text, whose usual cause is an unquoted placeholder.
  public static final String UNQUOTED = "quote a placeholder: \"{sequence_file}\"";

  private static final int MOST_NODES = 100_000;

  private Yaml() {}

  /// The only document of the text; empty, with a reported problem, if the text is not YAML.
  public static Optional<Node> parse(String text, String file, ConfigProblems problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setUseMarks(true)
            .setSchema(new CoreSchema())
            .setCodePointLimit(4 << 20)
            .build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return Optional.empty();
      }
      Node root = documents.next();
      if (documents.hasNext()) {
        problems.add(
            documents.next(),
            "a second document begins here",
            "remove it: the file must be one document");
        return Optional.empty();
      }
      return new Walk(problems).isTree(root, 0) ? Optional.of(root) : Optional.empty();
    } catch (MarkedYamlEngineException malformed) {
      problems.add(
          malformed.getProblemMark(),
          "this is not YAML: " + malformed.getProblem(),
          malformed.getContext() == null ? null : malformed.getContext());
    } catch (YamlEngineException malformed) {
      problems.add(Optional.empty(), "this is not YAML: " + malformed.getMessage(), null);
    }
    return Optional.empty();
  }

  /// Rejects cyclic aliases, and aliases that expand to too many nodes.
  private static final class Walk {
    private final Map<Node, Boolean> above = new IdentityHashMap<>();
    private final ConfigProblems problems;
    private int seen;

    Walk(ConfigProblems problems) {
      this.problems = problems;
    }

    boolean isTree(Node node, int depth) {
      if (++seen > MOST_NODES || depth > 50) {
        problems.add(node, "the file has too many nodes, or is nested too deeply here");
        return false;
      }
      if (above.put(node, true) != null) {
        problems.add(node, "this node contains itself");
        return false;
      }
      boolean tree =
          switch (node) {
            case SequenceNode list ->
                list.getValue().stream().allMatch(item -> isTree(item, depth + 1));
            case MappingNode map -> {
              noteTwins(map);
              yield map.getValue().stream()
                  .allMatch(pair ->
                      isTree(pair.getKeyNode(), depth + 1)
                          && isTree(pair.getValueNode(), depth + 1));
            }
            default -> true;
          };
      above.remove(node);
      return tree;
    }

    private void noteTwins(MappingNode map) {
      Map<String, Node> keys = new HashMap<>();
      for (NodeTuple pair : map.getValue()) {
        if (!(pair.getKeyNode() instanceof ScalarNode key)) {
          problems.add(pair.getKeyNode(), "a key must be text", UNQUOTED);
          continue;
        }
        Node first = keys.putIfAbsent(key.getValue(), key);
        if (first != null) {
          int line = first.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
          problems.add(
              key,
              "`" + key.getValue() + "` occurs twice",
              "remove one; the first is on line " + line);
        }
      }
    }
  }

  /// Converts a node to JSON; numbers, booleans and null have the types of YAML.
  public static JsonNode json(Node node) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (node) {
      case MappingNode map -> {
        ObjectNode object = make.objectNode();
        for (NodeTuple pair : map.getValue()) {
          object.set(json(pair.getKeyNode()).asString(), json(pair.getValueNode()));
        }
        yield object;
      }
      case SequenceNode list -> {
        ArrayNode array = make.arrayNode();
        list.getValue().forEach(item -> array.add(json(item)));
        yield array;
      }
      default -> YamlScalar.json(node);
    };
  }
}

package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Spelling;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One choice of words in a command: `{if: parameter, then: [...], else: [...]}`.
final class ChoiceKeys {
  /// A word of a command.
  static final Supplier<ObjectNode> WORD = () -> ValueType.ofTypes("string", "number", "boolean");

  private static final Key<String> IF =
      Key.of("if", ValueType.text(), "The parameter or file that the choice depends on.");
  private static final Key<Value> THEN =
      Key.of(
          "then",
          ValueType.other(ChoiceKeys::wordsSchema),
          "The words when the query has a value for it that is not false.");
  private static final Key<Value> ELSE =
      Key.of("else", ValueType.other(ChoiceKeys::wordsSchema), "The words otherwise.");
  private static final List<Key<?>> ALL = List.of(IF, THEN, ELSE);

  private ChoiceKeys() {}

  /// The parts of a choice as they are written.
  ///
  /// @param condition a parameter or a file
  record Written(String condition, List<Value> then, List<Value> otherwise) {}

  private static ObjectNode wordsSchema() {
    ObjectNode schema = ValueType.ofType("array");
    schema.set("items", WORD.get());
    return schema;
  }

  static ObjectNode schema() {
    ObjectNode schema = ValueType.object(ALL);
    schema.putArray("required").add(IF.name());
    ArrayNode either = schema.putArray("anyOf");
    for (Key<?> branch : List.of(THEN, ELSE)) {
      ObjectNode present = JsonNodeFactory.instance.objectNode();
      present.putArray("required").add(branch.name());
      either.add(present);
    }
    return schema;
  }

  /// Whether an item of a command is meant as a choice. An unquoted placeholder is a mapping too.
  static boolean isChoice(Value item) {
    return item.node() instanceof MappingNode mapping
        && ALL.stream().anyMatch(key -> key.isIn(new Section(mapping, "", item.problems())));
  }

  /// @param names what a choice can depend on
  static Optional<Written> read(Value item, Set<String> names) {
    Section keys = item.section("if, then and else").orElseThrow();
    Optional<String> condition = IF.in(keys).filter(name -> isKnown(name, names, item));
    List<Value> then = words(THEN, keys);
    List<Value> otherwise = words(ELSE, keys);
    keys.close();
    if (!IF.isIn(keys)) {
      item.problems()
          .add(item.node(), "a choice of words has no `if`", "name a parameter or a file");
    }
    if (!THEN.isIn(keys) && !ELSE.isIn(keys)) {
      item.problems()
          .add(item.node(), "a choice of words has neither `then` nor `else`", "list the words");
    }
    return condition.map(name -> new Written(name, then, otherwise));
  }

  private static boolean isKnown(String name, Set<String> names, Value item) {
    if (names.contains(name)) {
      return true;
    }
    item.problems()
        .add(
            item.node(),
            "`if: " + name + "` names no parameter and no file of the program",
            names.isEmpty() ? "declare it under `parameters`" : Spelling.suggest(name, names));
    return false;
  }

  private static List<Value> words(Key<Value> key, Section keys) {
    return key.in(keys).flatMap(value -> value.list("words")).orElse(List.of());
  }
}

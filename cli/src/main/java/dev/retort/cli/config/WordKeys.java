package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.cli.config.yaml.Yaml;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.SequenceParameter.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The words of a command: `command`. Not thread-safe.
final class WordKeys {
  static final Key<Value> COMMAND =
      Key.of(
          "command",
          ValueType.other(WordKeys::commandSchema),
          "The words of the command; quote a word that begins with a brace.");

  private final ConfigProblems hints;
  private final ParameterKeys parameters;
  private final Set<String> conditions;
  private final CommandKeys words;

  /// @param files the names of the program's files
  WordKeys(
      ConfigProblems hints, HostEnvironment host, ParameterKeys parameters, Set<String> files) {
    this.hints = hints;
    this.parameters = parameters;
    this.conditions = new TreeSet<>(parameters.names());
    this.conditions.addAll(files);
    this.words = new CommandKeys(host, Set.copyOf(conditions));
  }

  /// Words can depend on whether a query has an optional sequence.
  WordKeys withConditions(Presence sequence) {
    if (sequence == Presence.OPTIONAL) {
      conditions.add("sequence_file");
    }
    return this;
  }

  private static ObjectNode commandSchema() {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    ArrayNode either = item.putArray("oneOf");
    either.add(ChoiceKeys.WORD.get());
    either.add(ChoiceKeys.schema());
    ObjectNode schema = ValueType.ofType("array").put("minItems", 1);
    schema.set("items", item);
    return schema;
  }

  /// The words of the command; empty when there is no `command`, or it is wrong.
  ///
  /// @param env the variables that are set for the command
  Optional<Invocation> read(Section keys, Map<String, String> env) {
    Optional<List<Value>> written = COMMAND.in(keys).flatMap(WordKeys::list);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (written.get().isEmpty()) {
      return COMMAND.in(keys).orElseThrow().wrong("a list of at least one word", null);
    }
    List<Invocation.Item> items = new ArrayList<>();
    for (Value value : written.get()) {
      item(value, items.isEmpty(), env).ifPresent(items::add);
    }
    if (items.isEmpty() || !(items.getFirst() instanceof Invocation.Word)) {
      return Optional.empty();
    }
    return Optional.of(new Invocation.Words(items, parameters.leadingDash()));
  }

  private static Optional<List<Value>> list(Value value) {
    return value.node() instanceof ScalarNode scalar
        ? value.wrong(
            "a list of words, because no shell splits them",
            "write [" + String.join(", ", scalar.getValue().split("\\s+")) + "]")
        : value.list("words");
  }

  private Optional<Invocation.Item> item(Value value, boolean first, Map<String, String> env) {
    if (!ChoiceKeys.isChoice(value)) {
      return value
          .literal(Yaml.UNQUOTED)
          .map(word ->
              new Invocation.Word(
                  first
                      ? words.first(word, env, complaints(value))
                      : words.later(word, complaints(value))));
    }
    if (first) {
      value.wrong("a list that begins with the program", "put the choice behind it");
    }
    return ChoiceKeys.read(value, conditions)
        .map(choice ->
            new Invocation.Choice(
                choice.condition(), branch(choice.then()), branch(choice.otherwise())));
  }

  private List<String> branch(List<Value> values) {
    return values.stream()
        .flatMap(value ->
            value.literal(Yaml.UNQUOTED).map(word -> words.later(word, complaints(value))).stream())
        .toList();
  }

  private CommandKeys.Complaints complaints(Value word) {
    return new CommandKeys.Complaints() {
      @Override
      public void wrong(String message, String suggestion) {
        word.problems().add(word.node(), message, suggestion);
      }

      @Override
      public void hint(String message, String suggestion) {
        hints.add(word.node(), message, suggestion);
      }
    };
  }
}

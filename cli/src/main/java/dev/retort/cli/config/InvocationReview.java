package dev.retort.cli.config;

import dev.retort.cli.config.ParameterKeys.Parameter;
import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.core.program.Invocation;
import dev.retort.engine.program.OptionGuard;
import dev.retort.engine.program.QueryValues;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reviews how a command or a script uses its parameters: defaults that no query could have,
/// placeholders that can be empty, conditions that always hold. Not thread-safe.
final class InvocationReview {
  private static final Set<String> CAN_BE_NOTHING = Set.of("boolean", "string", "null");

  private final Map<String, Parameter> parameters;
  private final ConfigProblems hints;

  InvocationReview(Map<String, Parameter> parameters, ConfigProblems hints) {
    this.parameters = parameters;
    this.hints = hints;
  }

  void review(Invocation invocation) {
    try {
      OptionGuard guard = OptionGuard.of(invocation);
      parameters.forEach((name, parameter) -> leadingDash(name, parameter, guard));
      if (invocation instanceof Invocation.Words command) {
        parameters.forEach((name, parameter) -> {
          empty(name, parameter, command);
          alwaysHolds(name, parameter, command);
        });
      }
    } catch (IllegalArgumentException malformed) {
      // noted where the words are read
    }
  }

  private void leadingDash(String name, Parameter parameter, OptionGuard guard) {
    JsonNode standard = parameter.schema().path("default");
    if (isOption(name, standard, guard)) {
      parameter
          .value()
          .problems()
          .add(
              parameter.value().node(),
              "the default of `" + parameter.value().name() + "` begins with '-' like an option",
              "add `allow_leading_dash: true` if the program may take it for an option");
      return;
    }
    parameter
        .schema()
        .path("enum")
        .valueStream()
        .filter(value -> isOption(name, value, guard))
        .findFirst()
        .ifPresent(value ->
            hints.add(
                parameter.value().node(),
                "queries with " + value + " for `" + parameter.value().name() + "` are refused",
                "add `allow_leading_dash: true` if the program may take it for an option"));
  }

  /// Whether a query with this value is refused since it could be taken for an option.
  private static boolean isOption(String name, JsonNode value, OptionGuard guard) {
    return value.isString() && guard.leadingDashes(QueryValues.of(name, value)).contains(name);
  }

  private void empty(String name, Parameter parameter, Invocation.Words command) {
    Stream<String> everywhere =
        command.items().stream()
            .flatMap(item ->
                switch (item) {
                  case Invocation.Word word -> Stream.of(word.text());
                  case Invocation.Choice choice ->
                      choice.condition().equals(name)
                          ? choice.otherwise().stream()
                          : Stream.concat(choice.then().stream(), choice.otherwise().stream());
                });
    if (parameter.optional() && everywhere.anyMatch(("{" + name + "}")::equals)) {
      hints.add(
          parameter.value().node(),
          "the word {" + name + "} is empty for a query without " + name,
          "write {if: " + name + ", then: [\"{" + name + "}\"]}");
    }
  }

  private void alwaysHolds(String name, Parameter parameter, Invocation.Words command) {
    boolean condition =
        command.items().stream()
            .anyMatch(item ->
                item instanceof Invocation.Choice choice && choice.condition().equals(name));
    if (condition && !parameter.optional() && !canBeNothing(parameter.schema())) {
      hints.add(
          parameter.value().node(),
          "`if: " + name + "` always holds, because every query has a value for " + name,
          parameter.schema().has("default")
              ? "replace the default with `optional: true`"
              : "add `optional: true`");
    }
  }

  /// Whether a value can be `false`, `null` or empty text.
  private static boolean canBeNothing(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isString()
        ? CAN_BE_NOTHING.contains(type.stringValue())
        : type.isMissingNode()
            || type.valueStream().anyMatch(each -> CAN_BE_NOTHING.contains(each.asString()));
  }
}

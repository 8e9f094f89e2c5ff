package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.engine.program.VariableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// `env` and `env_from_host`: the variables of a program in addition to the minimal ones.
final class EnvironmentKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String RESERVED = "RETORT_";

  static final Key<Section> ENV =
      Key.of(
          "env",
          ValueType.mapping(
              "variables by name",
              "^(?!" + RESERVED + ")" + NAME.pattern() + "$",
              () -> ValueType.ofTypes("string", "number", "boolean")),
          "Environment variables of the program. Its `PATH` is searched for the command.");
  static final Key<Value> ENV_FROM_HOST =
      Key.of(
          "env_from_host",
          ValueType.other(ValueType.list("names", ValueType.text()).schema()),
          "Environment variables that the program inherits from the server.");

  /// One string of the environment may be at most this long (execve(2), MAX_ARG_STRLEN).
  private static final int LONGEST = 100_000;

  private final ConfigProblems problems;
  private final ConfigProblems hints;
  private final HostEnvironment surroundings;

  EnvironmentKeys(ConfigProblems problems, ConfigProblems hints, HostEnvironment surroundings) {
    this.problems = problems;
    this.hints = hints;
    this.surroundings = surroundings;
  }

  /// The variables of the program, with one for the directory of the configuration.
  Map<String, String> env(Section keys) {
    Map<String, String> env = new LinkedHashMap<>();
    env.put(VariableName.own(CommandKeys.CONFIG_DIR), surroundings.directory().toString());
    ENV.in(keys)
        .ifPresent(section ->
            section
                .entries()
                .forEach((name, entry) -> {
                  checkName(name, entry.key());
                  entry
                      .value()
                      .literal("write \"\" for empty text")
                      .filter(text -> fits(text, entry.value()))
                      .ifPresent(text -> env.put(name, text));
                }));
    return env;
  }

  List<String> fromHost(Section keys) {
    List<String> names = new ArrayList<>();
    for (Value value :
        ENV_FROM_HOST.in(keys).flatMap(list -> list.list("names")).orElse(List.of())) {
      Optional<String> name = value.text();
      name.ifPresent(text -> {
        checkName(text, value.node());
        names.add(text);
        if (!surroundings.environment().containsKey(text)) {
          hints.add(
              value.node(),
              text + " is not set in this environment, so the program will not have it");
        }
      });
    }
    return names;
  }

  private void checkName(String name, Node node) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          node,
          "a variable's name must consist of letters, digits and '_', and not begin with a digit,"
              + " got "
              + name);
    } else if (name.startsWith(RESERVED)) {
      problems.add(node, "names that begin with RETORT_ are reserved, got " + name);
    }
  }

  private boolean fits(String text, Value value) {
    if (text.indexOf('\0') >= 0 || text.length() > LONGEST) {
      problems.add(
          value.node(),
          "`" + value.name() + "` must be at most " + LONGEST + " characters without NUL");
      return false;
    }
    if (text.matches("(?s).*\\{(query_name|sequence_file|experiment_id|experiment_dir)}.*")) {
      hints.add(
          value.node(),
          "placeholders are not replaced in `" + value.name() + "`",
          "use the variables RETORT_QUERY_NAME, RETORT_SEQUENCE_FILE, RETORT_EXPERIMENT_ID and"
              + " RETORT_EXPERIMENT_DIR");
    }
    return true;
  }
}

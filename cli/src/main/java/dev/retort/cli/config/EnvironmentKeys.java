package dev.retort.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// `env` and `env_from_host`: the variables that a command has beside the clean ones.
final class EnvironmentKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /// One string of the environment may be at most this long (execve(2), MAX_ARG_STRLEN).
  private static final int LONGEST = 100_000;

  private final Problems problems;
  private final Problems hints;
  private final Surroundings surroundings;

  EnvironmentKeys(Problems problems, Problems hints, Surroundings surroundings) {
    this.problems = problems;
    this.hints = hints;
    this.surroundings = surroundings;
  }

  Map<String, String> env(Section keys) {
    Map<String, String> env = new LinkedHashMap<>();
    keys.value("env")
        .flatMap(value -> value.section("variables by name"))
        .ifPresent(section ->
            section
                .entries()
                .forEach((name, entry) -> {
                  checkName(name, entry.key());
                  entry
                      .value()
                      .literal("an empty one is \"\"")
                      .filter(text -> fits(text, entry.value()))
                      .ifPresent(text -> env.put(name, text));
                }));
    return env;
  }

  List<String> fromHost(Section keys) {
    List<String> names = new ArrayList<>();
    for (Value value :
        keys.value("env_from_host").flatMap(list -> list.list("names")).orElse(List.of())) {
      Optional<String> name = value.text();
      name.ifPresent(text -> {
        checkName(text, value.node());
        names.add(text);
        if (!surroundings.environment().containsKey(text)) {
          hints.add(value.node(), text + " is not set here, so the command will not have it");
        }
      });
    }
    return names;
  }

  private void checkName(String name, Node node) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          node,
          "a variable's name must be letters, digits and '_', and begin with none, got " + name);
    } else if (name.startsWith("RETORT_")) {
      problems.add(node, "variables that begin with RETORT_ are set by Retort, got " + name);
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
          "the command has RETORT_QUERY_NAME, RETORT_SEQUENCE_FILE, RETORT_EXPERIMENT_ID and"
              + " RETORT_EXPERIMENT_DIR");
    }
    return true;
  }
}

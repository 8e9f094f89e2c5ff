package dev.retort.cli.config;

import dev.retort.core.ChildSettings;
import dev.retort.core.CommandSettings;
import dev.retort.core.Face;
import dev.retort.core.IsolatedSettings;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.engine.CommandWord;
import dev.retort.engine.NodeTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What stands below a program's name. Not thread-safe; one for each program.
final class ProgramKeys {
  static final long LONGEST_INPUT = 1L << 30;

  private final Problems problems;
  private final Problems hints;
  private final Surroundings surroundings;
  private final NodeTotals totals;
  private final ParameterKeys parameters;
  private final FileKeys files;

  ProgramKeys(Problems problems, Problems hints, Surroundings surroundings, NodeTotals totals) {
    this.problems = problems;
    this.hints = hints;
    this.surroundings = surroundings;
    this.totals = totals;
    this.parameters = new ParameterKeys(problems);
    this.files = new FileKeys(problems);
  }

  /// The program; empty when it has neither command nor class. What is wrong is noted.
  Optional<Program> read(String name, Section keys) {
    Optional<String> title = keys.value("title").flatMap(Value::text);
    keys.value("parameters")
        .flatMap(value -> value.section("parameters by name"))
        .ifPresent(parameters::read);
    keys.value("files").flatMap(value -> value.section("files by name")).ifPresent(files::read);
    files.refuse(parameters.names());
    ChildSettings child = ChildKeys.read(keys, new EnvironmentKeys(problems, hints, surroundings));
    IsolatedSettings isolated = new IsolatedKeys(surroundings.directory()).read(keys, child);
    List<String> argv = command(keys, child.env());
    String result = new ResultKey(problems).read(keys);
    Face face =
        Face.DEFAULTS
            .withTitle(title.orElse(null))
            .withParameters(parameters.schema())
            .withFiles(files.parameters())
            .withMaxSequence(maxSequence(keys, argv));
    ProgramSettings settings =
        new ProgramSettings(
            face,
            new LimitKeys(totals).read(keys),
            PolicyKeys.successCodes(keys),
            PolicyKeys.retry(keys),
            PolicyKeys.retention(keys),
            keys.value("default").flatMap(Value::bool).orElse(false));
    keys.close();
    if (!Program.NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    if (isolated != null) {
      return Optional.of(new Program.Isolated(name, settings, isolated));
    }
    return argv.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Program.Command(name, settings, new CommandSettings(argv, result, child)));
  }

  /// A program is either a command or a class.
  private void requireOne(Section keys) {
    boolean command = keys.has("command");
    boolean isClass = keys.has("class");
    if (!command && !isClass) {
      problems.add(
          keys.node(),
          "`" + keys.name() + "` has no `command`, and no `class` either",
          "for example `command: [./search.sh, \"{sequence_file}\"]`");
    } else if (command && isClass) {
      problems.add(
          keys.node(),
          "`" + keys.name() + "` has both `command` and `class`",
          "a program is either a command or a Java class; take one out");
    }
    if (isClass) {
      keys.value("result")
          .ifPresent(value ->
              problems.add(
                  value.node(),
                  "`" + value.name() + "` is for a program with a `command`",
                  "a class hands its result over as JSON; take it out"));
    }
  }

  private List<String> command(Section keys, Map<String, String> env) {
    requireOne(keys);
    Optional<List<Value>> list =
        keys.value("command")
            .flatMap(value ->
                value.node() instanceof ScalarNode scalar
                    ? value.wrong(
                        "a list of words, since no shell splits them",
                        "write [" + String.join(", ", scalar.getValue().split("\\s+")) + "]")
                    : value.list("words"));
    if (list.isEmpty()) {
      return List.of();
    }
    List<Value> values = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Value value : list.get()) {
      Optional<String> word = value.literal(Yaml.UNQUOTED);
      values.add(value);
      words.add(word.orElse("-"));
    }
    if (words.isEmpty()) {
      keys.value("command").orElseThrow().wrong("a list of at least one word", null);
      return List.of();
    }
    Set<String> names = new TreeSet<>(parameters.names());
    names.addAll(files.names());
    return new CommandKeys(surroundings, names, complaints(values)).read(words, env);
  }

  private CommandKeys.Complaints complaints(List<Value> words) {
    return new CommandKeys.Complaints() {
      @Override
      public void wrong(int word, String message, String suggestion) {
        problems.add(words.get(word).node(), message, suggestion);
      }

      @Override
      public void hint(int word, String message, String suggestion) {
        hints.add(words.get(word).node(), message, suggestion);
      }
    };
  }

  private long maxSequence(Section keys, List<String> argv) {
    boolean asArgument = argv.stream().anyMatch(ProgramKeys::takesSequence);
    Optional<Value> value = keys.value("max_sequence");
    Optional<Long> size = value.flatMap(v -> v.size(1, LONGEST_INPUT));
    if (asArgument && size.isPresent() && size.get() > CommandWord.LONGEST_VALUE) {
      value
          .get()
          .wrong(
              "64 KiB at most, because the command holds {query_sequence}",
              "use {sequence_file} for longer ones");
    }
    return size.orElse(asArgument ? CommandWord.LONGEST_VALUE : Face.DEFAULT_MAX_SEQUENCE);
  }

  private static boolean takesSequence(String word) {
    try {
      return CommandWord.of(word).names().contains("query_sequence");
    } catch (IllegalArgumentException noted) {
      return false;
    }
  }
}

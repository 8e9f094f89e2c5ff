package dev.retort.cli.config;

import dev.retort.core.Face;
import dev.retort.core.CommandSettings;
import dev.retort.core.ChildSettings.LogLimits;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.SuccessCodes;
import dev.retort.engine.CommandWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What stands below a program's name. Not thread-safe; one for each program.
final class ProgramKeys {
  /// How many of one program may run at once on one machine.
  static final int MOST_AT_ONCE = 1024;

  /// The longest sequence that a command line takes (see `{query_sequence}`).
  static final long LONGEST_ARGUMENT = 64L << 10;

  static final long LONGEST_INPUT = 1L << 30;
  private static final long LONGEST_LOG = 1L << 40;

  private final Problems problems;
  private final Problems hints;
  private final Surroundings surroundings;
  private final ParameterKeys parameters;
  private final FileKeys files;

  ProgramKeys(Problems problems, Problems hints, Surroundings surroundings) {
    this.problems = problems;
    this.hints = hints;
    this.surroundings = surroundings;
    this.parameters = new ParameterKeys(problems);
    this.files = new FileKeys(problems);
  }

  /// The program; empty when it has no command. What is wrong is noted.
  Optional<Program.Command> read(String name, Section keys) {
    Optional<String> title = keys.value("title").flatMap(Value::text);
    keys.value("parameters")
        .flatMap(value -> value.section("parameters by name"))
        .ifPresent(parameters::read);
    keys.value("files").flatMap(value -> value.section("files by name")).ifPresent(files::read);
    files.refuse(parameters.names());
    EnvironmentKeys environment = new EnvironmentKeys(problems, hints, surroundings);
    Map<String, String> env = environment.env(keys);
    List<String> fromHost = environment.fromHost(keys);
    List<String> argv = command(keys, env);
    ProgramSettings settings =
        title
            .map(ProgramSettings.DEFAULTS::withTitle)
            .orElse(ProgramSettings.DEFAULTS)
            .withParameters(parameters.schema())
            .withFiles(files.parameters())
            .withConcurrency(
                keys.value("concurrency").flatMap(v -> v.integer(1, MOST_AT_ONCE)).orElse(1))
            .withTimeout(keys.value("timeout").flatMap(Value::positiveDuration).orElse(null))
            .withGracePeriod(
                keys.value("grace_period")
                    .flatMap(Value::duration)
                    .orElse(ProgramSettings.DEFAULTS.gracePeriod()))
            .withSuccessCodes(successCodes(keys))
            .withMaxSequence(maxSequence(keys, argv))
            .withDefault(keys.value("default").flatMap(Value::bool).orElse(false));
    LogLimits limits =
        new LogLimits(
            limit(keys, "stdout_limit", LogLimits.DEFAULTS.stdout()),
            limit(keys, "stderr_limit", LogLimits.DEFAULTS.stderr()));
    String result = new ResultKey(problems).read(keys);
    boolean durable = keys.value("results_durable").flatMap(Value::bool).orElse(true);
    keys.close();
    if (argv.isEmpty() || !Program.NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Program.Command(
            name, settings, new CommandSettings(argv, env, fromHost, result, limits, durable)));
  }

  private List<String> command(Section keys, Map<String, String> env) {
    if (!keys.has("command")) {
      problems.add(
          keys.node(),
          "`" + keys.name() + "` has no `command`",
          "for example `command: [./search.sh, \"{sequence_file}\"]`");
    }
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
    if (asArgument && size.isPresent() && size.get() > LONGEST_ARGUMENT) {
      value
          .get()
          .wrong(
              "64 KiB at most, because the command holds {query_sequence}",
              "use {sequence_file} for longer ones");
    }
    return size.orElse(asArgument ? LONGEST_ARGUMENT : Face.DEFAULT_MAX_SEQUENCE);
  }

  private static boolean takesSequence(String word) {
    try {
      return CommandWord.of(word).names().contains("query_sequence");
    } catch (IllegalArgumentException noted) {
      return false;
    }
  }

  private static long limit(Section keys, String key, long standard) {
    return keys.value(key).flatMap(value -> value.size(0, LONGEST_LOG)).orElse(standard);
  }

  private static SuccessCodes successCodes(Section keys) {
    Optional<Value> value = keys.value("success_codes");
    if (value.isEmpty()) {
      return SuccessCodes.ZERO;
    }
    if (value.get().node() instanceof ScalarNode scalar) {
      if (!scalar.getValue().equals("any")) {
        value.get().wrong("a list of return codes, or any", "for example [0, 3]");
      }
      return new SuccessCodes.Any();
    }
    Set<Integer> codes = new HashSet<>();
    Optional<List<Value>> list = value.get().list("return codes");
    list.ifPresent(all -> all.forEach(code -> code.integer(0, 255).ifPresent(codes::add)));
    if (list.isPresent() && list.get().isEmpty()) {
      value.get().wrong("a list of at least one return code, or any", "for example [0]");
    }
    return new SuccessCodes.Only(codes);
  }
}

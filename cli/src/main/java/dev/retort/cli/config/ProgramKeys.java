package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.core.program.StandardInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the keys of one program. Not thread-safe.
final class ProgramKeys {
  private static final Key<String> TITLE =
      Key.of("title", ValueType.text(), "A title for people; by default the program's name.");
  private static final Key<Boolean> DEFAULT =
      new Key<>(
          "default",
          ValueType.bool(),
          false,
          "Whether the program runs queries that name no program; at most one can.");

  /// The keys of a program.
  static final List<Key<?>> ALL =
      Stream.of(
              List.of(TITLE, WordKeys.COMMAND, ScriptKeys.SCRIPT),
              IsolatedKeys.ALL,
              List.of(ParameterKeys.PARAMETERS, FileKeys.FILES, StdinKey.STDIN, ResultKey.RESULT),
              SequenceKeys.ALL,
              LimitKeys.ALL,
              ChildKeys.ALL,
              PolicyKeys.ALL,
              List.of(DEFAULT))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private final ConfigProblems problems;
  private final ConfigProblems hints;
  private final HostEnvironment surroundings;
  private final NodeCapacity totals;
  private final ParameterKeys parameters;
  private final FileKeys files;

  ProgramKeys(
      ConfigProblems problems,
      ConfigProblems hints,
      HostEnvironment surroundings,
      NodeCapacity totals) {
    this.problems = problems;
    this.hints = hints;
    this.surroundings = surroundings;
    this.totals = totals;
    this.parameters = new ParameterKeys(problems, hints);
    this.files = new FileKeys(problems);
  }

  /// The program; empty if it has neither command nor class. Reports all problems.
  Optional<Program> read(String name, Section keys) {
    Optional<String> title = TITLE.in(keys);
    ParameterKeys.PARAMETERS.in(keys).ifPresent(parameters::read);
    FileKeys.FILES.in(keys).ifPresent(files::read);
    files.refuse(parameters.names());
    ChildSettings child = ChildKeys.read(keys, new EnvironmentKeys(problems, hints, surroundings));
    IsolatedSettings isolated = new IsolatedKeys(surroundings.directory()).read(keys, child);
    requireOne(keys);
    Presence presence = SequenceKeys.SEQUENCE.orStandard(keys);
    Optional<Invocation> command =
        new WordKeys(hints, surroundings, parameters, files.names())
            .withConditions(presence)
            .read(keys, child.env());
    Optional<Invocation> script =
        new ScriptKeys(problems, hints, parameters, files.names()).read(keys);
    Optional<Invocation> invocation = command.or(() -> script);
    invocation.ifPresent(new InvocationReview(parameters.all(), hints)::review);
    String result = new ResultKey(problems).read(keys);
    StandardInput stdin = new StdinKey(files.names()).read(keys);
    invocation.ifPresent(executed -> reviewInput(keys, presence, executed));
    ProgramDescription description =
        ProgramDescription.DEFAULTS
            .withTitle(title.orElse(null))
            .withParameters(parameters.schema())
            .withFiles(files.parameters())
            .withSequence(SequenceKeys.read(keys, presence, invocation, stdin));
    ProgramSettings settings =
        new ProgramSettings(
            description,
            new LimitKeys(totals).read(keys),
            PolicyKeys.successCodes(keys),
            PolicyKeys.retry(keys),
            PolicyKeys.retention(keys),
            DEFAULT.orStandard(keys));
    keys.close();
    if (!Program.NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    if (isolated != null) {
      return Optional.of(new Program.Isolated(name, settings, isolated));
    }
    return invocation.map(executed ->
        new Program.Command(name, settings, new CommandSettings(executed, result, stdin, child)));
  }

  private void reviewInput(Section keys, Presence presence, Invocation invocation) {
    boolean hasInput = presence != Presence.NONE || !files.names().isEmpty();
    if (hasInput
        && !StdinKey.STDIN.isIn(keys)
        && !InputReview.mentionsInput(invocation, files.names())) {
      hints.add(
          keys.node(), "`" + keys.name() + "`: " + InputReview.MESSAGE, InputReview.SUGGESTION);
    }
  }

  /// A program is a command, a script or a class.
  private void requireOne(Section keys) {
    List<String> kinds =
        Stream.of(WordKeys.COMMAND, ScriptKeys.SCRIPT, IsolatedKeys.CLASS)
            .filter(kind -> kind.isIn(keys))
            .map(kind -> "`" + kind.name() + "`")
            .toList();
    if (kinds.isEmpty()) {
      problems.add(
          keys.node(),
          "`" + keys.name() + "` has no `command`, no `script` and no `class`",
          "for example `command: [./search.sh, \"{sequence_file}\"]`");
    } else if (kinds.size() > 1) {
      problems.add(
          keys.node(),
          "`" + keys.name() + "` has both " + String.join(" and ", kinds),
          "a program is a command, a script or a Java class; keep one");
    }
    if (IsolatedKeys.CLASS.isIn(keys)) {
      refuse(keys, ResultKey.RESULT, "the result of a class is JSON; remove the key");
      refuse(keys, StdinKey.STDIN, "a class asks its context for the input; take it out");
    }
  }

  private void refuse(Section keys, Key<Value> key, String suggestion) {
    key.in(keys)
        .ifPresent(value ->
            problems.add(value.node(), "`" + value.name() + "` requires a `command`", suggestion));
  }
}

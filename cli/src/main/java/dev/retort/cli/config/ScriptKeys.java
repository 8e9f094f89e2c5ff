package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Spelling;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.Invocation;
import dev.retort.engine.program.CommandWord;
import dev.retort.engine.program.ScriptVariables;
import dev.retort.engine.program.VariableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A shell script: `script`. Not thread-safe.
final class ScriptKeys {
  static final Key<String> SCRIPT =
      Key.of(
          "script",
          ValueType.text().with(schema -> schema.put("minLength", 1)),
          "A script that /bin/sh -eu runs. Values of a query reach it as environment variables:"
              + " RETORT_SEQUENCE_FILE, RETORT_PARAM_NAME.");

  /// What every program has beside its own parameters and files.
  private static final Set<String> ALWAYS =
      Set.of("program", "attempt", "progress", "cookie", CommandKeys.CONFIG_DIR);

  private final ConfigProblems problems;
  private final ConfigProblems hints;
  private final ParameterKeys parameters;
  private final Set<String> files;

  /// @param files the names of the program's files
  ScriptKeys(
      ConfigProblems problems, ConfigProblems hints, ParameterKeys parameters, Set<String> files) {
    this.problems = problems;
    this.hints = hints;
    this.parameters = parameters;
    this.files = files;
  }

  /// The script; empty when there is no `script`, or it is wrong.
  Optional<Invocation> read(Section keys) {
    return SCRIPT
        .in(keys)
        .map(text -> {
          Value value = keys.value(SCRIPT.name()).orElseThrow();
          syntaxError(text)
              .ifPresent(error ->
                  problems.add(
                      value.node(), "`" + value.name() + "` is not a shell script: " + error));
          Invocation.Script script = new Invocation.Script(text, parameters.leadingDash());
          review(script, value);
          return script;
        });
  }

  /// What `/bin/sh -n`, which runs nothing, says of the text.
  private static Optional<String> syntaxError(String text) {
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      return Optional.of("it is empty or holds a NUL character");
    }
    try {
      Process shell = new ProcessBuilder("/bin/sh", "-n").redirectErrorStream(true).start();
      try (var in = shell.getOutputStream()) {
        in.write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closed) {
        // it stopped reading at an error
      }
      String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return shell.waitFor() == 0
          ? Optional.empty()
          : Optional.of(
              said.strip().replaceFirst("^/bin/sh: ", "").replaceFirst("^(\\d)", "line $1"));
    } catch (IOException noShell) {
      return Optional.of("/bin/sh cannot run: " + noShell.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void review(Invocation.Script script, Value value) {
    Set<String> known = new TreeSet<>();
    parameters.names().forEach(name -> known.add(VariableName.parameter(name)));
    files.forEach(name -> known.add(VariableName.file(name)));
    List.of(CommandWord.BUILT_IN, CommandWord.SHARE, ALWAYS)
        .forEach(names -> names.forEach(name -> known.add(VariableName.own(name))));
    known.remove(VariableName.own("query_sequence"));
    for (String variable : new TreeSet<>(new ScriptVariables(script).used())) {
      if (!known.contains(variable)) {
        hints.add(
            value.node(),
            "`" + value.name() + "` uses " + variable + ", which is never set",
            Spelling.near(variable, known));
      }
    }
    for (String name : CommandWord.BUILT_IN) {
      if (Pattern.compile("(?<!\\$)\\{" + name + "}").matcher(script.text()).find()) {
        hints.add(
            value.node(),
            "`" + value.name() + "` holds {" + name + "}, but placeholders are not replaced in it",
            "write \"$" + VariableName.own(name) + "\"");
      }
    }
  }
}

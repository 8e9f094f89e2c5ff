package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.cli.config.yaml.ConfigProblem;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.program.CommandWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The only program of `serve -- COMMAND…`, with the same rules as a program in the file.
public final class CommandLineProgram {
  private CommandLineProgram() {}

  /// @param words the command
  /// @param directory the base of relative paths
  /// @param host the server's environment, whose `PATH` is searched for the command
  /// @throws ConfigException with all problems
  public static Configuration read(List<String> words, Path directory, Map<String, String> host) {
    List<ConfigProblem> wrong = new ArrayList<>();
    List<ConfigProblem> hints = new ArrayList<>();
    CommandKeys.Complaints complaints =
        new CommandKeys.Complaints() {
          @Override
          public void wrong(String message, String suggestion) {
            wrong.add(new ConfigProblem("command", message, suggestion));
          }

          @Override
          public void hint(String message, String suggestion) {
            hints.add(new ConfigProblem("command", message, suggestion));
          }
        };
    CommandKeys keys =
        new CommandKeys(
            new HostEnvironment(directory.toAbsolutePath().normalize(), host), Set.of());
    List<String> argv = new ArrayList<>();
    for (String word : words) {
      argv.add(
          argv.isEmpty() ? keys.first(word, Map.of(), complaints) : keys.later(word, complaints));
    }
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong);
    }
    Invocation command = Invocation.Words.of(argv);
    if (!InputReview.mentionsInput(command, Set.of())) {
      complaints.hint(InputReview.MESSAGE, "add '{sequence_file}' to the words");
    }
    boolean asArgument =
        argv.stream().anyMatch(word -> CommandWord.of(word).names().contains("query_sequence"));
    ProgramSettings settings =
        asArgument
            ? ProgramSettings.DEFAULTS.withMaxSequence(CommandWord.LONGEST_VALUE)
            : ProgramSettings.DEFAULTS;
    Program program =
        new Program.Command(name(argv.getFirst()), settings, CommandSettings.of(command));
    return Configuration.of(program, hints);
  }

  /// The executable's file name without characters that a program's name must not have.
  private static String name(String executable) {
    String file = executable.substring(executable.lastIndexOf('/') + 1);
    String name =
        file.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    String shortened = name.length() > 64 ? name.substring(0, 64) : name;
    return Program.NAME.matcher(shortened).matches() ? shortened : "program";
  }
}

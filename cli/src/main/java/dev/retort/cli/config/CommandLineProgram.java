package dev.retort.cli.config;

import dev.retort.core.CommandSettings;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.engine.CommandWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The only program of `serve -- COMMAND…`, held to the same rules as one of the file.
public final class CommandLineProgram {
  private CommandLineProgram() {}

  /// @param words the command
  /// @param directory what relative paths start from
  /// @param host the environment that the command is looked up with
  /// @throws ConfigException with everything that is wrong
  public static Configuration read(List<String> words, Path directory, Map<String, String> host) {
    List<Problem> wrong = new ArrayList<>();
    List<Problem> hints = new ArrayList<>();
    CommandKeys.Complaints complaints =
        new CommandKeys.Complaints() {
          @Override
          public void wrong(int word, String message, String suggestion) {
            wrong.add(new Problem("command", message, suggestion));
          }

          @Override
          public void hint(int word, String message, String suggestion) {
            hints.add(new Problem("command", message, suggestion));
          }
        };
    List<String> argv =
        new CommandKeys(
                new Surroundings(directory.toAbsolutePath().normalize(), host),
                Set.of(),
                complaints)
            .read(words, Map.of());
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong);
    }
    boolean asArgument =
        argv.stream().anyMatch(word -> CommandWord.of(word).names().contains("query_sequence"));
    ProgramSettings settings =
        asArgument
            ? ProgramSettings.DEFAULTS.withMaxSequence(CommandWord.LONGEST_VALUE)
            : ProgramSettings.DEFAULTS;
    Program program =
        new Program.Command(name(argv.getFirst()), settings, CommandSettings.of(argv, Map.of()));
    return Configuration.of(program, hints);
  }

  /// The executable's file name, as far as a program may be called that.
  private static String name(String executable) {
    String file = executable.substring(executable.lastIndexOf('/') + 1);
    String name =
        file.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    String shortened = name.length() > 64 ? name.substring(0, 64) : name;
    return Program.NAME.matcher(shortened).matches() ? shortened : "program";
  }
}

package dev.retort.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/// The subcommands, in the order of the help. Picocli takes a command's class apart when it is
/// added, and all of them would be a good part of a start: a line that begins with a command's name
/// gets that one alone. Immutable.
final class Subcommands {
  private static final SequencedMap<String, Class<?>> CLASSES = new LinkedHashMap<>();

  static {
    CLASSES.put("serve", ServeCommand.class);
    CLASSES.put("submit", SubmitCommand.class);
    CLASSES.put("show", ShowCommand.class);
    CLASSES.put("ls", LsCommand.class);
    CLASSES.put("logs", LogsCommand.class);
    CLASSES.put("cancel", CancelCommand.class);
    CLASSES.put("rerun", RerunCommand.class);
    CLASSES.put("keep", KeepCommand.class);
    CLASSES.put("backlog", BacklogCommand.class);
    CLASSES.put("programs", ProgramsCommand.class);
    CLASSES.put("pause", PauseCommand.class);
    CLASSES.put("resume", ResumeCommand.class);
    CLASSES.put("check", CheckCommand.class);
    CLASSES.put("version", VersionCommand.class);
    CLASSES.put("rehearse", RehearseCommand.class);
  }

  private Subcommands() {}

  /// Adds those that the line can need.
  static void addTo(CommandLine line, String... args) {
    Class<?> named = args.length == 0 ? null : CLASSES.get(args[0]);
    if (named != null) {
      line.addSubcommand(args[0], named);
      return;
    }
    CLASSES.forEach(line::addSubcommand);
    CommandLine completion = new CommandLine(GenerateCompletion.class);
    completion.getCommandSpec().usageMessage().hidden(true);
    line.addSubcommand(completion);
  }
}

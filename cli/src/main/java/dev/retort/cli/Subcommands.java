package dev.retort.cli;

import dev.retort.cli.config.Spelling;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The subcommands, in the order of the help. Picocli takes a command's class apart when it is
/// added, and all of them would be a good part of a start: a line that begins with a command's name
/// gets that one alone, and of the root its name. Immutable.
final class Subcommands {
  /// The root's.
  static final String NAME = "retort";

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

  /// `help` asks for what `--help` does, also of a command.
  static String[] spelledOut(String... words) {
    if (words.length == 0 || !words[0].equals("help")) {
      return words;
    }
    return words.length == 1 ? new String[] {"--help"} : new String[] {words[1], "--help"};
  }

  /// What is wrong with a line that begins with no command's name; empty when it is something else.
  static Optional<String> unknown(ParameterException wrong) {
    boolean ofRoot = wrong.getCommandLine().getParent() == null;
    if (!ofRoot || !(wrong instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      return Optional.empty();
    }
    String near = Spelling.near(word, CLASSES.keySet());
    return Optional.of("there is no command `" + word + "`" + (near == null ? "" : "; " + near));
  }

  /// The root with those that the line can need.
  static CommandLine root(Main main, String... args) {
    Class<?> named = args.length == 0 ? null : CLASSES.get(args[0]);
    if (named != null) {
      CommandSpec nameAlone = CommandSpec.wrapWithoutInspection(main).name(NAME);
      return new CommandLine(nameAlone).addSubcommand(args[0], named);
    }
    CommandLine root = new CommandLine(main);
    CLASSES.forEach(root::addSubcommand);
    CommandLine completion = new CommandLine(GenerateCompletion.class);
    completion.getCommandSpec().usageMessage().hidden(true);
    return root.addSubcommand(completion);
  }
}

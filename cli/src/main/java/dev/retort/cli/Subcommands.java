package dev.retort.cli;

import dev.retort.cli.commands.ArchiveCommand;
import dev.retort.cli.commands.BacklogCommand;
import dev.retort.cli.commands.CancelCommand;
import dev.retort.cli.commands.FilesCommand;
import dev.retort.cli.commands.InputCommand;
import dev.retort.cli.commands.KeepCommand;
import dev.retort.cli.commands.LogsCommand;
import dev.retort.cli.commands.LsCommand;
import dev.retort.cli.commands.ProgramSwitch;
import dev.retort.cli.commands.ProgramsCommand;
import dev.retort.cli.commands.RerunCommand;
import dev.retort.cli.commands.ResultCommand;
import dev.retort.cli.commands.RmCommand;
import dev.retort.cli.commands.ShowCommand;
import dev.retort.cli.commands.SubmitCommand;
import dev.retort.cli.commands.VersionCommand;
import dev.retort.cli.config.yaml.Spelling;
import dev.retort.cli.serve.CheckCommand;
import dev.retort.cli.serve.RehearseCommand;
import dev.retort.cli.serve.ServeCommand;
import dev.retort.cli.token.TokenCommand;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The subcommands, in the order of the help. Because picocli inspects each added class, which
/// slows the start, a line that begins with a command's name gets this command only. Immutable.
final class Subcommands {
  /// The name of the root command.
  static final String NAME = "retort";

  private static final SequencedMap<String, Class<?>> CLASSES = new LinkedHashMap<>();

  static {
    CLASSES.put("serve", ServeCommand.class);
    CLASSES.put("submit", SubmitCommand.class);
    CLASSES.put("show", ShowCommand.class);
    CLASSES.put("ls", LsCommand.class);
    CLASSES.put("input", InputCommand.class);
    CLASSES.put("result", ResultCommand.class);
    CLASSES.put("files", FilesCommand.class);
    CLASSES.put("archive", ArchiveCommand.class);
    CLASSES.put("logs", LogsCommand.class);
    CLASSES.put("cancel", CancelCommand.class);
    CLASSES.put("rm", RmCommand.class);
    CLASSES.put("rerun", RerunCommand.class);
    CLASSES.put("keep", KeepCommand.class);
    CLASSES.put("backlog", BacklogCommand.class);
    CLASSES.put("programs", ProgramsCommand.class);
    CLASSES.put("pause", ProgramSwitch.Pause.class);
    CLASSES.put("resume", ProgramSwitch.Resume.class);
    CLASSES.put("token", TokenCommand.class);
    CLASSES.put("check", CheckCommand.class);
    CLASSES.put("version", VersionCommand.class);
    CLASSES.put("rehearse", RehearseCommand.class);
  }

  private Subcommands() {}

  /// Translates `help` and `help COMMAND` to `--help`.
  static String[] spelledOut(String... words) {
    if (words.length == 0 || !words[0].equals("help")) {
      return words;
    }
    return words.length == 1 ? new String[] {"--help"} : new String[] {words[1], "--help"};
  }

  /// The message for an unknown command; empty for other errors.
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
    return Optional.of("unknown command `" + word + "`" + (near == null ? "" : "; " + near));
  }

  /// The root with the subcommands that the line may use.
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

package dev.retort.cli;

import dev.retort.cli.commands.Versions;
import dev.retort.cli.serve.Warmup;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.RetortClientException;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point of the command line. Not thread-safe.
@Command(
    name = Subcommands.NAME,
    description = {
      "Puts a long-running program behind a URL.",
      "",
      "A client posts a query and gets an answer immediately. The program runs afterwards, and the"
          + " client reads its return code, logs and files from the server."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort serve -- ./my-search.sh '{sequence_file}'",
      "  retort submit --sequence MKTAYIAK --wait",
      "  retort ls --status running",
      "  retort chaos --faults kill    injects faults into a test server",
      "  retort bench                  measures a test server",
      "  retort aot                    creates the AOT cache, for faster starts",
      "",
      "In a source tree `./retort demo` runs an example; `./retort test` runs the quick suite,",
      "`./retort test --all` all tests.",
      "",
      "Exit codes: 0 success, 1 rejected or server unreachable, 2 invalid usage or configuration.",
      "`retort submit` and `retort rerun` have others: see `retort submit --help`."
    })
public final class Main implements Runnable, TerminalOwner {
  private final Terminal terminal;

  @Spec CommandSpec spec;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    Optional<String> obstacle = SystemEncoding.obstacle(List.of(args));
    if (obstacle.isPresent()) {
      Terminal.ofProcess().message(obstacle.get());
      System.exit(ExitCode.USAGE);
    }
    Warmup.of(args);
    System.exit(run(Terminal.ofProcess(), args));
  }

  /// Runs one command line and returns its exit code.
  static int run(Terminal terminal, String... words) {
    String[] args = Subcommands.spelledOut(words);
    int code = commandLine(terminal, args).execute(args);
    try {
      terminal.flush();
    } catch (UncheckedIOException readerGone) {
      // handled below: a closed pipe is not a failure
    }
    return code;
  }

  /// A parser for this command line, and perhaps no other: see [Subcommands].
  static CommandLine commandLine(Terminal terminal, String... args) {
    CommandLine line = Subcommands.root(new Main(terminal), args);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(name.equals("serve")));
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((wrong, _) -> misused(terminal, wrong));
    line.setExecutionExceptionHandler(
        (failure, command, _) -> failed(terminal, failure, command.getCommandSpec()));
    return line;
  }

  /// Prints the error in the command line, and how to get help.
  private static int misused(Terminal terminal, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    Optional<String> unknown = Subcommands.unknown(wrong);
    if (unknown.isPresent()) {
      terminal.message(unknown.get());
    } else {
      terminal.message(inOurWords(String.valueOf(wrong.getMessage())));
      UnmatchedArgumentException.printSuggestions(wrong, terminal.err());
    }
    terminal.err().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /// Removes superfluous words from messages of picocli.
  private static String inOurWords(String message) {
    return message.replaceFirst("^Error: ", "").replace(" option option ", " option ");
  }

  /// Prints the failure, in one line if the user can fix it.
  private static int failed(Terminal terminal, Exception failure, CommandSpec command)
      throws Exception {
    switch (failure) {
      case UncheckedIOException output when brokenPipe(output) -> {
        return ExitCode.OK;
      }
      case RetortClientException refused -> {
        if (refused.errors().isEmpty()) {
          terminal.message(refused.detail());
        } else {
          terminal.message("the server rejected the query:");
          refused
              .errors()
              .forEach(error -> terminal.err().println("  " + Wording.violation(error)));
        }
      }
      case RetortException told ->
          String.valueOf(told.getMessage()).lines().forEach(terminal::message);
      case IOException broken -> terminal.message(broken.toString());
      case InvalidPathException path -> terminal.message(SystemEncoding.sentence(path));
      default -> throw failure;
    }
    return command.exitCodeOnExecutionException();
  }

  /// Whether the reader has closed the output, as in `| head`.
  private static boolean brokenPipe(UncheckedIOException failure) {
    return String.valueOf(failure.getMessage()).contains("Broken pipe");
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

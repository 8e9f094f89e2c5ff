package dev.retort.cli;

import dev.retort.client.RetortClientException;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line's entry. Not thread-safe.
@Command(
    name = Subcommands.NAME,
    description = {
      "Puts a long-running program behind a URL.",
      "",
      "A client posts a query and has its answer at once; the program runs afterwards, and its return"
          + " code, logs and files are there to read."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort serve -- ./my-search.sh '{sequence_file}'",
      "  retort submit --sequence MKTAYIAK --wait",
      "  retort ls --status running",
      "  retort chaos --faults kill    breaks a server of its own, and checks that every promise holds",
      "  retort bench                  measures a server of its own",
      "  retort aot                    makes the cache with which all of this starts sooner",
      "",
      "In a source tree `./retort demo` shows it at work, and `./retort test` runs all tests.",
      "",
      "Exit codes: 0 done, 1 the server refused or did not answer, 2 wrong usage or configuration.",
      "`retort submit` and `retort rerun` have their own: see `retort submit --help`."
    })
public final class Main implements Runnable {
  private final Terminal terminal;

  @Spec CommandSpec spec;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    HeadStart.of(args);
    System.exit(run(Terminal.ofProcess(), args));
  }

  /// Runs one command line and gives its exit code.
  static int run(Terminal terminal, String... words) {
    String[] args = Subcommands.spelledOut(words);
    int code = commandLine(terminal, args).execute(args);
    try {
      terminal.flush();
    } catch (UncheckedIOException readerGone) {
      // as told below: a reader that has enough is no failure
    }
    return code;
  }

  /// What understands that command line, and perhaps no other: see [Subcommands].
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

  /// Says what is wrong with the command line, and where its help is.
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

  /// Picocli begins some messages with a word too much.
  private static String inOurWords(String message) {
    return message.replaceFirst("^Error: ", "").replace(" option option ", " option ");
  }

  /// Says what went wrong, in one line where it is somebody's to mend.
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
          terminal.message("the server does not take this:");
          refused
              .errors()
              .forEach(error -> terminal.err().println("  " + Wording.violation(error)));
        }
      }
      case RetortException told ->
          String.valueOf(told.getMessage()).lines().forEach(terminal::message);
      case IOException broken -> terminal.message(broken.toString());
      default -> throw failure;
    }
    return command.exitCodeOnExecutionException();
  }

  /// True when the reader of the output has enough, as in `| head`.
  private static boolean brokenPipe(UncheckedIOException failure) {
    return String.valueOf(failure.getMessage()).contains("Broken pipe");
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

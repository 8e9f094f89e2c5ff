package dev.retort.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The process behind `retort bench`. Not thread-safe.
@Command(
    name = "retort",
    description = "Measures Retort on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class BenchMain implements Runnable {
  @Spec CommandSpec spec;

  private BenchMain() {}

  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new BenchMain());
    line.addSubcommand(new BenchCommand());
    line.setUsageHelpWidth(100);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

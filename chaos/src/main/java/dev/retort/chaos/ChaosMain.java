package dev.retort.chaos;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The process behind `retort chaos`. Not thread-safe.
@Command(
    name = "retort",
    description = "Injects faults into Retort on this machine and checks every promise.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ChaosMain implements Runnable {
  @Spec CommandSpec spec;

  private ChaosMain() {}

  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new ChaosMain());
    line.addSubcommand(new ChaosCommand(InstantSource.system()));
    line.setUsageHelpWidth(100);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

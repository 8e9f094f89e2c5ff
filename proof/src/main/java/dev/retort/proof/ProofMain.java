package dev.retort.proof;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `retort bench` and `retort chaos`: what the launcher starts for them. Not thread-safe.
@Command(
    name = "retort",
    description = "Proves on this machine what Retort promises.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ProofMain implements Runnable {
  @Spec CommandSpec spec;

  private ProofMain() {}

  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new ProofMain());
    line.addSubcommand(new BenchCommand());
    line.addSubcommand(new ChaosCommand(InstantSource.system()));
    line.setUsageHelpWidth(100);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

package dev.retort.cli;

import dev.retort.client.RetortClient;
import picocli.CommandLine.Command;

/// `retort pause NAME`. Not thread-safe.
@Command(
    name = "pause",
    description =
        "Starts no more experiments of a program; those that run go on. Survives a restart.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort pause blastp")
final class PauseCommand extends ProgramSwitch {
  @Override
  String turn(RetortClient client, String name) {
    client.pause(name);
    return "paused";
  }
}

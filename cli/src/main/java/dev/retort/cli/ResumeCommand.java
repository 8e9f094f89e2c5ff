package dev.retort.cli;

import dev.retort.client.RetortClient;
import picocli.CommandLine.Command;

/// `retort resume NAME`. Not thread-safe.
@Command(
    name = "resume",
    description = "Starts a paused program's experiments again.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort resume blastp")
final class ResumeCommand extends ProgramSwitch {
  @Override
  String turn(RetortClient client, String name) {
    client.resume(name);
    return "resumed";
  }
}

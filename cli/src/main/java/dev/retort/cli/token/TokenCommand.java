package dev.retort.cli.token;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort token`. Not thread-safe.
@Command(
    name = "token",
    description = {
      "Creates, lists and revokes the tokens of a server, in its data directory.",
      "Works whether or not the server runs: it re-reads the tokens within half a second."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CreateToken.class, ListTokens.class, RevokeToken.class},
    exitCodeOnExecutionException = ExitCode.REFUSED,
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort token create --name alice --scope submit,read",
      "  retort token create --name ci --owner alice --scope submit --expires 90d",
      "  retort token revoke ci"
    })
public final class TokenCommand implements Runnable, TerminalOwner {
  @ParentCommand TerminalOwner main;

  @Spec CommandSpec spec;

  @Override
  public Terminal terminal() {
    return main.terminal();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

package dev.retort.cli.token;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.server.access.AccessToken;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort token revoke NAME`. Not thread-safe.
@Command(
    name = "revoke",
    description =
        "Revokes a token. A running server rejects it within a second and closes its open"
            + " connections.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort token revoke alice")
final class RevokeToken implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin DataOptions data;

  @Parameters(paramLabel = "NAME", description = "The name or the id of the token.")
  private String name = "";

  @Override
  public Integer call() {
    AccessToken revoked = data.tokens(main.terminal()).revoke(name);
    data.log(main.terminal(), "revoke token", revoked);
    main.terminal().println("revoked " + revoked.name() + " (" + revoked.id() + ")");
    return ExitCode.OK;
  }
}

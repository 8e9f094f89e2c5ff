package dev.retort.cli.token;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Table;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.server.access.AccessToken;
import dev.retort.server.access.Scope;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/// `retort token ls`. Not thread-safe.
@Command(
    name = "ls",
    description = "Lists the tokens; their text is not stored.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort token ls")
final class ListTokens implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin DataOptions data;

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Instant now = terminal.clock().instant();
    Table table = new Table("NAME", "ID", "OWNER", "SCOPES", "CREATED", "EXPIRES");
    for (AccessToken token : data.tokens(terminal).read()) {
      table.row(
          token.name(),
          token.id(),
          token.owner(),
          token.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(",")),
          token.createdAt().toString(),
          expiry(token, now));
    }
    table.print(terminal);
    return ExitCode.OK;
  }

  private static String expiry(AccessToken token, Instant now) {
    Instant end = token.expiresAt();
    if (end == null) {
      return "never";
    }
    return token.isValidAt(now) ? end.toString() : "expired";
  }
}

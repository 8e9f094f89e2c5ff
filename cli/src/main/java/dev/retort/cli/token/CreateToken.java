package dev.retort.cli.token;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.engine.program.DurationText;
import dev.retort.server.access.AccessToken;
import dev.retort.server.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort token create`. Not thread-safe.
@Command(
    name = "create",
    description = {
      "Creates a token and prints it. It is shown this once: the server keeps only its hash.",
      "",
      "Scopes: submit (submit queries and change one's own experiments), read (read one's own),"
          + " read-all (read everyone's), admin (everything)."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort token create --name alice --scope submit,read --expires 365d")
final class CreateToken implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin DataOptions data;

  @Spec CommandSpec spec;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "The token's name, unique among the tokens of the server.")
  private String name = "";

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "Whose experiments its holder sees as their own (the token's name).")
  private @Nullable String owner;

  @Option(
      names = "--scope",
      required = true,
      split = ",",
      paramLabel = "SCOPE",
      description = "submit, read, read-all or admin; several with commas.")
  private List<String> scopes = List.of();

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "How long the token is valid, for example 90d (for ever).")
  private @Nullable String expires;

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Instant now = terminal.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = expires == null ? null : now.plus(validity(expires));
    AccessToken.Issued issued;
    try {
      issued =
          data.tokens(terminal).create(name, owner == null ? name : owner, granted(), now, end);
    } catch (IllegalArgumentException invalid) {
      throw misuse(String.valueOf(invalid.getMessage()));
    }
    data.log(terminal, "create token", issued.token());
    terminal.println(issued.text());
    return ExitCode.OK;
  }

  private Duration validity(String text) {
    return DurationText.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            misuse("--expires must be a duration over 0 such as 90d or 12h, got \"" + text + '"'));
  }

  private Set<Scope> granted() {
    Set<Scope> granted = EnumSet.noneOf(Scope.class);
    for (String word : scopes) {
      granted.add(
          Scope.ofWord(word.strip())
              .orElseThrow(() ->
                  misuse(
                      "--scope must be one of "
                          + Arrays.stream(Scope.values())
                              .map(Scope::word)
                              .collect(Collectors.joining(", "))
                          + ", got \""
                          + word
                          + '"')));
    }
    return granted;
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Terminal;
import dev.retort.client.RemoteFilter;
import dev.retort.client.RemoteSet;
import dev.retort.client.RemoteSetResult;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of a command that acts on the experiments it names, or on all that match a filter.
/// Not thread-safe.
final class SetOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Mixin FilterOptions filter;

  @Option(names = "--all", description = "Every experiment of the server, instead of a filter.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only count what the filter matches.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before changing what the filter matches.")
  private boolean yes;

  /// Whether the command acts on what a filter matches.
  ///
  /// @throws ParameterException unless there are either ids, or a filter, or `--all`
  boolean used(List<String> ids, Map<String, String> labels) {
    boolean filtered = !filter.filter(labels).equals(RemoteFilter.ALL);
    int ways = (ids.isEmpty() ? 0 : 1) + (filtered ? 1 : 0) + (all ? 1 : 0);
    if (ways != 1) {
      throw new ParameterException(
          command.commandLine(),
          ways == 0
              ? "name an experiment, select some with a filter such as --status failed, or all with"
                  + " --all"
              : "use one of an id, a filter and --all");
    }
    if (!ids.isEmpty() && (dryRun || yes)) {
      throw new ParameterException(
          command.commandLine(), "--dry-run and --yes go with a filter or --all");
    }
    return ids.isEmpty();
  }

  /// Asks, acts and prints the counts.
  ///
  /// @param verb what the action does, for example `cancel`
  int run(
      Terminal terminal,
      RetortClient client,
      String verb,
      Map<String, String> labels,
      Function<RemoteSet, RemoteSetResult> action,
      boolean json) {
    RemoteSet set = all ? client.everything() : client.set(filter.filter(labels));
    RemoteSetResult result = null;
    if (dryRun || !yes) {
      result = action.apply(set.dryRun());
    }
    if (result != null && !dryRun && result.changed() > 0) {
      if (!confirmed(terminal, verb, result)) {
        return ExitCode.REFUSED;
      }
      result = null;
    }
    RemoteSetResult shown = result == null ? action.apply(set) : result;
    terminal.println(json ? JsonLines.of(shown) : sentence(verb, shown));
    return ExitCode.OK;
  }

  private static boolean confirmed(Terminal terminal, String verb, RemoteSetResult counted) {
    if (!terminal.errIsTerminal()) {
      throw new RetortException(
          sentence(verb, counted) + "; add --yes to do so, or --dry-run to count only");
    }
    terminal.err().print(sentence(verb, counted) + ". Continue? [y/N] ");
    terminal.err().flush();
    String answer = line(terminal).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private static String line(Terminal terminal) {
    StringBuilder line = new StringBuilder();
    try {
      for (int b = terminal.in().read(); b >= 0 && b != '\n'; b = terminal.in().read()) {
        line.append(new String(new byte[] {(byte) b}, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return line.toString();
  }

  private static String sentence(String verb, RemoteSetResult result) {
    String skipped =
        new TreeMap<>(result.skipped())
            .entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey().replace('_', ' '))
                .collect(Collectors.joining(", "));
    return (result.dryRun() ? "would " + verb : verb + ":")
        + " "
        + result.changed()
        + " of "
        + result.matched()
        + " experiments"
        + (skipped.isEmpty() ? "" : " (" + skipped + ")");
  }
}

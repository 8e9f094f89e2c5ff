package dev.retort.cli.config;

import dev.retort.core.Program;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.OnStop;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a configuration file says. Immutable.
///
/// @param programs what the server runs
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param dataDirectory where everything lies on disk
/// @param listenWithoutTokens whether another address than a loopback one may be used
/// @param proxyNames host names under which a proxy on this machine passes requests on
/// @param totals what the programs may take of this machine together
/// @param onStop what becomes of running commands at a stop
/// @param hints what is allowed, but perhaps not meant
public record Configuration(
    List<Program> programs,
    Optional<String> host,
    Optional<Integer> port,
    Optional<Path> dataDirectory,
    boolean listenWithoutTokens,
    Set<String> proxyNames,
    NodeTotals totals,
    Optional<OnStop> onStop,
    List<Problem> hints) {

  public Configuration {
    programs = List.copyOf(programs);
    proxyNames = Set.copyOf(proxyNames);
    hints = List.copyOf(hints);
  }

  /// The only program of a command line, and nothing else said.
  static Configuration of(Program program, List<Problem> hints) {
    return new Configuration(
        List.of(program),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Set.of(),
        NodeTotals.ofMachine(),
        Optional.empty(),
        hints);
  }
}

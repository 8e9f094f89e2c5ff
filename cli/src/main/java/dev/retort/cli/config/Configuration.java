package dev.retort.cli.config;

import dev.retort.core.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a configuration file says. Immutable.
///
/// @param programs what the server runs
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param dataDirectory where everything lies on disk
/// @param listenWithoutTokens whether another address than a loopback one may be used
/// @param hints what is allowed, but perhaps not meant
public record Configuration(
    List<Program> programs,
    Optional<String> host,
    Optional<Integer> port,
    Optional<Path> dataDirectory,
    boolean listenWithoutTokens,
    List<Problem> hints) {

  public Configuration {
    programs = List.copyOf(programs);
    hints = List.copyOf(hints);
  }
}

package dev.retort.cli.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// The listening address as set in a file or on a command line. Immutable.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free port
/// @param withoutTokens whether addresses other than loopback are allowed
/// @param proxyNames host names under which a proxy on this machine forwards requests
public record ListenOptions(
    Optional<String> host, Optional<Integer> port, boolean withoutTokens, Set<String> proxyNames) {

  /// No options.
  public static final ListenOptions NONE =
      new ListenOptions(Optional.empty(), Optional.empty(), false, Set.of());

  public ListenOptions {
    proxyNames = Set.copyOf(proxyNames);
  }

  /// These options, completed by those of the file.
  public ListenOptions over(ListenOptions file) {
    Set<String> names = new LinkedHashSet<>(file.proxyNames);
    names.addAll(proxyNames);
    return new ListenOptions(
        host.or(file::host), port.or(file::port), withoutTokens || file.withoutTokens, names);
  }
}

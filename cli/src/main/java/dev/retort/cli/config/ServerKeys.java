package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.engine.EngineBuilder.OnStop;
import dev.retort.server.RetortServerBuilder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The keys of the server, at the top of the file. Not thread-safe.
final class ServerKeys {
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");

  private static final Key<String> HOST =
      new Key<>(
          "host",
          ValueType.text(),
          RetortServerBuilder.DEFAULT_HOST,
          "The address to listen on; localhost for 127.0.0.1 and ::1.");
  private static final Key<Integer> PORT =
      new Key<>(
          "port",
          ValueType.integer(0, 65535),
          RetortServerBuilder.DEFAULT_PORT,
          "The port to listen on; 0 for any free port.");
  private static final Key<String> DATA_DIR =
      new Key<>(
          "data_dir",
          ValueType.text(),
          "./retort-data",
          "The data directory, on a local file system; relative to this file.");
  private static final Key<Boolean> LISTEN_WITHOUT_TOKENS =
      new Key<>(
          "listen_without_tokens",
          ValueType.bool(),
          false,
          "Allows a `host` that other machines can reach without tokens. Everyone who can reach it"
              + " can run the programs.");
  private static final Key<List<String>> PROXY_NAMES =
      Key.of(
          "proxy_names",
          ValueType.list(
              "host names",
              ValueType.text(
                  HOST_NAME, "a host name without port or path", "for example lab.example.org")),
          "Host names under which a proxy on this machine forwards requests.");
  private static final Key<Double> CPUS =
      Key.of(
          "cpus",
          ValueType.positiveNumber(LimitKeys.MOST_CPUS),
          "The processors for all programs together; by default all of the machine.");
  private static final Key<Long> MEMORY =
      Key.of(
          "memory",
          ValueType.size(LimitKeys.LEAST_MEMORY, LimitKeys.MOST_MEMORY),
          "The memory for all programs together; by default all of the machine.");
  private static final Key<Long> RETENTION_SIZE =
      Key.of(
          "size",
          ValueType.size(0, PolicyKeys.MOST_SIZE),
          "Maximum size of the files of all ended experiments together; the oldest are purged"
              + " first.");
  private static final Key<Section> RETENTION =
      Key.of(
          "retention",
          ValueType.section("size", List.of(RETENTION_SIZE)),
          "How much all ended experiments may occupy.");
  private static final Key<OnStop> ON_STOP =
      new Key<>(
          "on_stop",
          ValueType.constant(OnStop.class),
          OnStop.ADOPT,
          "What a stop does with running commands: they continue and the next start adopts them,"
              + " or the stop waits for them.");

  /// The keys at the top of the file, except `programs`.
  static final List<Key<?>> ALL =
      Stream.of(
              List.of(HOST, PORT, DATA_DIR, LISTEN_WITHOUT_TOKENS, PROXY_NAMES),
              HttpKeys.ALL,
              QuotaKeys.ALL,
              List.of(CPUS, MEMORY, RETENTION, ON_STOP))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private final Path directory;

  /// @param directory the base of relative paths
  ServerKeys(Path directory) {
    this.directory = directory;
  }

  /// @param programs reads the programs, given the capacity of the node
  /// @param hints valid settings that may be mistakes
  Configuration read(
      Section top, Function<NodeCapacity, List<Program>> programs, ConfigProblems hints) {
    ListenOptions listen =
        new ListenOptions(
            HOST.in(top),
            PORT.in(top),
            LISTEN_WITHOUT_TOKENS.orStandard(top),
            new LinkedHashSet<>(PROXY_NAMES.in(top).orElse(List.of())));
    HttpKeys.Options http = HttpKeys.read(top);
    Optional<Path> data = DATA_DIR.in(top).map(directory::resolve);
    Optional<OnStop> onStop = ON_STOP.in(top);
    NodeCapacity totals = totals(top);
    Optional<Long> retentionSize = RETENTION.in(top).flatMap(ServerKeys::size);
    List<Program> read = programs.apply(totals);
    top.close();
    return new Configuration(
        read, listen, http, data, totals, retentionSize, onStop, hints.found());
  }

  private static Optional<Long> size(Section retention) {
    Optional<Long> size = RETENTION_SIZE.in(retention);
    retention.close();
    return size;
  }

  private static NodeCapacity totals(Section top) {
    NodeCapacity machine = NodeCapacity.ofMachine();
    return new NodeCapacity(
        CPUS.in(top).orElse(machine.cpus()), MEMORY.in(top).orElse(machine.memory()));
  }
}

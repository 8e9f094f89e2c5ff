package dev.retort.cli.config;

import dev.retort.core.Program;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.OnStop;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What stands at the top of the file. Not thread-safe.
final class ServerKeys {
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final List<String> ON_STOP =
      Arrays.stream(OnStop.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();

  private final Path directory;

  /// @param directory what relative paths start from
  ServerKeys(Path directory) {
    this.directory = directory;
  }

  /// @param programs reads the programs, given what the node has for them
  /// @param hints what has been found by then that is allowed, but perhaps not meant
  Configuration read(Section top, Function<NodeTotals, List<Program>> programs, Problems hints) {
    Optional<String> address = top.value("host").flatMap(Value::text);
    Optional<Integer> port = top.value("port").flatMap(value -> value.integer(0, 65535));
    Optional<Path> data = top.value("data_dir").flatMap(Value::text).map(directory::resolve);
    boolean open = top.value("listen_without_tokens").flatMap(Value::bool).orElse(false);
    Set<String> names = new LinkedHashSet<>();
    top.value("proxy_names")
        .flatMap(value -> value.list("host names"))
        .ifPresent(all -> all.forEach(each -> name(each).ifPresent(names::add)));
    Optional<OnStop> onStop =
        top.value("on_stop")
            .flatMap(value -> value.word(ON_STOP))
            .map(word -> OnStop.valueOf(word.toUpperCase(Locale.ROOT)));
    NodeTotals totals = totals(top);
    List<Program> read = programs.apply(totals);
    top.close();
    return new Configuration(read, address, port, data, open, names, totals, onStop, hints.found());
  }

  private static Optional<String> name(Value value) {
    return value
        .text()
        .flatMap(text ->
            HOST_NAME.matcher(text).matches()
                ? Optional.of(text)
                : value.wrong("a host name without port or path", "for example lab.example.org"));
  }

  private static NodeTotals totals(Section top) {
    NodeTotals machine = NodeTotals.ofMachine();
    return new NodeTotals(
        top.value("cpus")
            .flatMap(value -> value.positiveNumber(LimitKeys.MOST_CPUS))
            .orElse(machine.cpus()),
        top.value("memory")
            .flatMap(value -> value.size(LimitKeys.LEAST_MEMORY, LimitKeys.MOST_MEMORY))
            .orElse(machine.memory()));
  }
}

package dev.retort.cli.serve;

import dev.retort.cli.config.yaml.Quantity;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Store;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.program.DurationText;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.warden.isolation.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The report of `retort check` about a valid configuration.
final class CheckReport {
  private final ServeSettings settings;
  private final RuntimeEnvironment environment;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  CheckReport(ServeSettings settings, RuntimeEnvironment environment, Instant now) {
    this.settings = settings;
    this.environment = environment;
    this.now = now;
  }

  /// @throws RetortException if a server cannot start on the data directory
  List<String> lines() throws IOException {
    for (Program program : settings.programs()) {
      line("program", program.name() + ": " + limits(program.settings()));
    }
    settings.hints().forEach(hint -> line("hint", hint.toString()));
    address();
    line("access", AccessText.of(settings, now));
    data();
    lines.addAll(ProtectionText.lines(Protection.probe(), settings));
    lines.add(environment.line());
    return lines;
  }

  private void line(String what, String text) {
    lines.add(String.format("%-11s %s", what, text));
  }

  private static String limits(ProgramSettings settings) {
    Limits limits = settings.limits();
    List<String> words = new ArrayList<>();
    words.add(limits.concurrency() + " at once");
    words.add(
        limits.timeout() == null ? "no timeout" : "timeout " + DurationText.of(limits.timeout()));
    if (limits.expiresAfter() != null) {
      words.add("expires after " + DurationText.of(limits.expiresAfter()));
    }
    if (limits.cpus() > 0) {
      words.add(Quantity.number(limits.cpus()) + " cpus");
    }
    if (limits.memory() != null) {
      words.add(Quantity.rough(limits.memory()) + " of memory");
    }
    if (limits.processes() != null) {
      words.add(limits.processes() + " processes");
    }
    if (settings.isDefault()) {
      words.add("the default");
    }
    return String.join(", ", words);
  }

  private void address() {
    line("listens on", settings.listen().host() + ":" + settings.listen().port());
    try {
      settings.listen().requireFree();
    } catch (RetortException taken) {
      line("warning", String.valueOf(taken.getMessage()));
    }
  }

  /// The directory may not exist yet.
  private void data() throws IOException {
    Path directory = settings.dataDirectory();
    Path existing = directory;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    line("data", directory + " on " + DataDirectory.fileSystem(existing));
    if (DataDirectory.isHeld(directory)) {
      line(
          "warning",
          "another Retort server uses this directory, so a second one cannot start; its pending"
              + " experiments are not checked");
    } else if (Files.exists(directory.resolve("retort.db"))) {
      waiting(directory);
    }
  }

  private void disk(Store store) {
    Map<String, Long> use = new TreeMap<>(store.diskUse());
    long all = use.values().stream().mapToLong(Long::longValue).sum();
    String programs =
        use.entrySet().stream()
            .map(each -> each.getKey() + " " + Quantity.rough(each.getValue()))
            .collect(Collectors.joining(", "));
    line(
        "disk",
        Quantity.rough(all)
            + " in the files of ended experiments"
            + (programs.isEmpty() ? "" : ": " + programs));
  }

  /// Reports pending experiments that wait for unconfigured programs.
  private void waiting(Path directory) {
    Set<String> known = settings.programs().stream().map(Program::name).collect(Collectors.toSet());
    Map<String, Long> gone = new TreeMap<>();
    try (DataDirectory data = DataDirectory.open(directory);
        Store store = SqliteStore.open(data.database())) {
      line("store", store.description());
      disk(store);
      for (Backlog.Queue queue : store.backlog().queues()) {
        long pending = queue.counts().getOrDefault(Status.PENDING, 0L);
        if (pending > 0 && !known.contains(queue.program())) {
          gone.merge(queue.program(), pending, Long::sum);
        }
      }
    }
    gone.forEach((program, pending) ->
        line(
            "warning",
            pending
                + " experiments wait for the unconfigured program "
                + program
                + ", which is not configured"));
  }
}

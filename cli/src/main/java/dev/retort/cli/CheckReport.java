package dev.retort.cli;

import dev.retort.cli.config.Quantity;
import dev.retort.core.Backlog;
import dev.retort.core.Limits;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.Store;
import dev.retort.engine.DataDirectory;
import dev.retort.engine.DurationText;
import dev.retort.engine.warden.Protection;
import dev.retort.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What `retort check` says of a configuration with which a server would start.
final class CheckReport {
  private final ServeSettings settings;
  private final Habitat habitat;
  private final List<String> lines = new ArrayList<>();

  CheckReport(ServeSettings settings, Habitat habitat) {
    this.settings = settings;
    this.habitat = habitat;
  }

  /// @throws RetortException when a server would not start on the data directory
  List<String> lines() throws IOException {
    for (Program program : settings.programs()) {
      line("program", program.name() + ": " + limits(program.settings()));
    }
    settings.hints().forEach(hint -> line("hint", hint.toString()));
    address();
    data();
    lines.addAll(ProtectionText.lines(Protection.probe(), settings));
    lines.add(habitat.line());
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

  /// The directory itself may not be there yet.
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
          "a Retort server uses that directory now, so a second one would not start; what waits"
              + " in it is not looked at");
    } else if (Files.exists(directory.resolve("retort.db"))) {
      waiting(directory);
    }
  }

  /// Which pending experiments wait for programs that are gone.
  private void waiting(Path directory) {
    Set<String> known = settings.programs().stream().map(Program::name).collect(Collectors.toSet());
    Map<String, Long> gone = new TreeMap<>();
    try (DataDirectory data = DataDirectory.open(directory);
        Store store = SqliteStore.open(data.database())) {
      line("store", store.description());
      for (Backlog.Lane lane : store.backlog().lanes()) {
        long pending = lane.counts().getOrDefault(Status.PENDING, 0L);
        if (pending > 0 && !known.contains(lane.program())) {
          gone.merge(lane.program(), pending, Long::sum);
        }
      }
    }
    gone.forEach((program, pending) ->
        line(
            "warning",
            pending
                + " experiments wait for the program "
                + program
                + ", which is not configured"));
  }
}

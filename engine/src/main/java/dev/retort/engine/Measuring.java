package dev.retort.engine;

import dev.retort.core.Status;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitMeasures;
import dev.retort.engine.measure.Measurements;
import dev.retort.engine.measure.ProgramMeasurements;
import dev.retort.engine.measure.ProgramMeasurements.Load;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.schedule.Slots;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers the measurements of an engine: what was committed, and the present state of its store,
/// slots and disk. Thread-safe.
final class Measuring {
  private final Parts parts;

  /// @param disk a directory on the file system of the data
  record Parts(
      Store store,
      CommitMeasures commits,
      ProgramCatalog catalog,
      Slots slots,
      File disk,
      InstantSource clock) {}

  Measuring(Parts parts) {
    this.parts = parts;
  }

  /// Blocks for reads of the store and of the file system.
  Measurements read() {
    Backlog backlog = parts.store().backlog();
    Map<String, Long> bytes = new HashMap<>(parts.store().diskUse());
    Map<String, Long> pending = new HashMap<>();
    Map<String, Long> running = new HashMap<>();
    for (Backlog.Queue queue : backlog.queues()) {
      pending.merge(queue.program(), queue.counts().getOrDefault(Status.PENDING, 0L), Long::sum);
      running.merge(queue.program(), queue.counts().getOrDefault(Status.RUNNING, 0L), Long::sum);
    }
    List<ProgramMeasurements> programs = new ArrayList<>();
    for (Program program : parts.catalog().programs()) {
      String name = program.name();
      int slots = program.settings().limits().concurrency();
      Load load =
          new Load(
              taken(pending, name),
              taken(running, name),
              parts.slots().used(name),
              slots == Limits.UNLIMITED ? null : (Integer) slots,
              taken(bytes, name));
      programs.add(parts.commits().read(name, load));
    }
    if (!pending.isEmpty() || !bytes.isEmpty()) {
      Load load = new Load(sum(pending), sum(running), 0, null, sum(bytes));
      programs.add(parts.commits().read(Measurements.NOT_CONFIGURED, load));
    }
    return new Measurements(
        programs,
        age(backlog.oldestPending()),
        parts.commits().commitSeconds(),
        parts.commits().commitBatch(),
        parts.store().logBytes(),
        new Measurements.Space(parts.disk().getUsableSpace(), parts.disk().getTotalSpace()));
  }

  private static long taken(Map<String, Long> counts, String program) {
    Long count = counts.remove(program);
    return count == null ? 0 : count;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private @Nullable Duration age(@Nullable Instant oldest) {
    if (oldest == null) {
      return null;
    }
    Duration age = Duration.between(oldest, parts.clock().instant());
    return age.isNegative() ? Duration.ZERO : age;
  }
}

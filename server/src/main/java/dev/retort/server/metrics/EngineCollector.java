package dev.retort.server.metrics;

import dev.retort.core.Reason;
import dev.retort.engine.Engine;
import dev.retort.engine.measure.Histogram;
import dev.retort.engine.measure.Measurements;
import dev.retort.engine.measure.ProgramMeasurements;
import dev.retort.engine.measure.ProgramMeasurements.Load;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;

/// The metrics of an engine, from one reading for each scrape. Thread-safe.
final class EngineCollector implements MultiCollector {
  private static final String PROGRAM = "program";

  private final Engine engine;

  EngineCollector(Engine engine) {
    this.engine = engine;
  }

  @Override
  public MetricSnapshots collect() {
    Measurements read = engine.measurements();
    List<ProgramMeasurements> programs = read.programs();
    return MetricSnapshots.of(
        Samples.counter(accepted(programs)),
        Samples.counter(experiments(programs)),
        Samples.gauge(pending(programs)),
        Samples.gauge(running(programs)),
        Samples.gauge(oldest(read)),
        Samples.histogram(wait(programs)),
        Samples.histogram(run(programs)),
        Samples.histogram(
            new Samples<Histogram.Counts>(
                    "retort_commit_seconds", "Duration of a transaction, with its sync")
                .add(read.commitSeconds())),
        Samples.histogram(
            new Samples<Histogram.Counts>(
                    "retort_commit_batch", "Number of changes in a transaction")
                .add(read.commitBatch())),
        Samples.gauge(slots(programs)),
        Samples.gauge(disk(programs)),
        Samples.gauge(
            new Samples<Double>("retort_wal_bytes", "Size of the write-ahead log of the store")
                .add((double) read.logBytes())),
        Samples.gauge(
            new Samples<Double>(
                    "retort_filesystem_usable_bytes",
                    "What the server may still write on the file system of its data directory")
                .add((double) read.space().usable())),
        Samples.gauge(
            new Samples<Double>(
                    "retort_filesystem_size_bytes", "Size of the file system of the data directory")
                .add((double) read.space().total())),
        Samples.gauge(
            new Samples<Double>("retort_ready", "1 if the server accepts queries, 0 otherwise")
                .add(engine.ready() ? 1.0 : 0.0)));
  }

  private static Samples<Long> accepted(List<ProgramMeasurements> programs) {
    Samples<Long> samples = new Samples<>("retort_accepted", "Queries accepted");
    programs.forEach(each -> samples.add(each.accepted(), PROGRAM, each.program()));
    return samples;
  }

  private static Samples<Long> experiments(List<ProgramMeasurements> programs) {
    Samples<Long> samples =
        new Samples<>(
            "retort_experiments",
            "Experiments ended, by final status; reason is none unless the status is failed");
    for (ProgramMeasurements each : programs) {
      each.ends()
          .forEach((kind, count) -> {
            Reason reason = kind.reason();
            samples.add(
                count,
                PROGRAM,
                each.program(),
                "status",
                kind.status().word(),
                "reason",
                reason == null ? "none" : reason.word());
          });
    }
    return samples;
  }

  private static Samples<Double> pending(List<ProgramMeasurements> programs) {
    Samples<Double> samples = new Samples<>("retort_pending", "Pending experiments");
    programs.forEach(each -> samples.add((double) each.load().pending(), PROGRAM, each.program()));
    return samples;
  }

  private static Samples<Double> running(List<ProgramMeasurements> programs) {
    Samples<Double> samples = new Samples<>("retort_running", "Running experiments");
    programs.forEach(each -> samples.add((double) each.load().running(), PROGRAM, each.program()));
    return samples;
  }

  private static Samples<Double> oldest(Measurements read) {
    Duration age = read.oldestPending();
    return new Samples<Double>(
            "retort_oldest_pending_seconds",
            "Time since the oldest pending experiment was accepted; 0 without one")
        .add(age == null ? 0 : age.toNanos() / 1e9);
  }

  private static Samples<Histogram.Counts> wait(List<ProgramMeasurements> programs) {
    Samples<Histogram.Counts> samples =
        new Samples<>(
            "retort_wait_seconds", "Time from acceptance to the start of the first attempt");
    programs.forEach(each -> samples.add(each.waitSeconds(), PROGRAM, each.program()));
    return samples;
  }

  private static Samples<Histogram.Counts> run(List<ProgramMeasurements> programs) {
    Samples<Histogram.Counts> samples =
        new Samples<>(
            "retort_run_seconds", "Run time of an attempt, by its status; without lost attempts");
    for (ProgramMeasurements each : programs) {
      each.runSeconds()
          .forEach((status, counts) ->
              samples.add(counts, PROGRAM, each.program(), "status", status.word()));
    }
    return samples;
  }

  private static Samples<Double> slots(List<ProgramMeasurements> programs) {
    Samples<Double> samples =
        new Samples<>(
            "retort_slots",
            "Slots for concurrent runs by state, taken or free; unlimited ones have no free");
    for (ProgramMeasurements each : programs) {
      Load load = each.load();
      samples.add((double) load.slotsTaken(), PROGRAM, each.program(), "state", "taken");
      Integer slots = load.slots();
      if (slots != null) {
        double free = Math.max(0, slots - load.slotsTaken());
        samples.add(free, PROGRAM, each.program(), "state", "free");
      }
    }
    return samples;
  }

  private static Samples<Double> disk(List<ProgramMeasurements> programs) {
    Samples<Double> samples =
        new Samples<>("retort_disk_bytes", "Size of the files of ended experiments");
    programs.forEach(
        each -> samples.add((double) each.load().diskBytes(), PROGRAM, each.program()));
    return samples;
  }
}

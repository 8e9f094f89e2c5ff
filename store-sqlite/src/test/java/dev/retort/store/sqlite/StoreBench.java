package dev.retort.store.sqlite;

import dev.retort.core.AttemptResult;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Measures by hand: `java … StoreBench [experiments] [batch] [directory]`: three rounds of submits
/// and of claims with finishes, then claims and reads on top of a backlog of that many, then claims
/// behind that many deferred ones.
final class StoreBench {
  /// What is known of code that ran inside the server.
  private static final ResourceUsage USAGE =
      new ResourceUsage("node.example.org", null, null, "returned");

  private static final String NOOP = "noop";
  private static final String LATER = "later";

  private final Store store;
  private final ExperimentIds ids =
      new ExperimentIds(InstantSource.system(), new SplittableRandom(1));

  private StoreBench(Store store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws Exception {
    int experiments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500_000;
    int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    Path directory =
        Files.createTempDirectory(
            Path.of(arguments.length > 2 ? arguments[2] : "/tmp"), "retort-store-bench");
    Path file = directory.resolve("retort.db");
    long opening = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(file)) {
      IO.println("opened in " + Duration.ofNanos(System.nanoTime() - opening).toMillis() + " ms");
      StoreBench bench = new StoreBench(store);
      for (int round = 0; round < 3; round++) {
        bench.round(experiments / 3, batch);
      }
      bench.deep(experiments, batch);
      bench.deferred(experiments, batch);
    }
    opening = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(file)) {
      IO.println(
          "opened again in "
              + Duration.ofNanos(System.nanoTime() - opening).toMillis()
              + " ms; "
              + store.description());
    }
    Files.delete(file);
    Files.delete(directory);
  }

  private void round(int experiments, int batch) {
    report("submit", experiments, batch, size -> store.commit(submits(NOOP, null, size)));
    report("claim + finish", experiments, batch, size -> claimAndFinish(NOOP, size, Duration.ZERO));
  }

  private void deep(int experiments, int batch) {
    report("fill", experiments, batch, size -> store.commit(submits(NOOP, null, size)));
    report("claim + finish", 20_000, 20, size -> claimAndFinish(NOOP, size, Duration.ZERO));
    long middle = experiments;
    for (ExperimentFilter filter :
        List.of(
            new ExperimentFilter(null, null, Map.of(), middle),
            new ExperimentFilter(Status.PENDING, null, Map.of(), middle),
            new ExperimentFilter(Status.FINISHED, null, Map.of(), middle / 2),
            new ExperimentFilter(null, NOOP, Map.of(), middle),
            new ExperimentFilter(Status.PENDING, NOOP, Map.of(), middle),
            new ExperimentFilter(Status.FAILED, NOOP, Map.of(), middle))) {
      report("list 50 " + filter, 500, 1, _ -> store.list(filter, 50));
    }
    ExperimentId newest = store.list(ExperimentFilter.ALL, 1).getFirst().id();
    report("find", 5_000, 1, _ -> store.find(newest));
    report("backlog", 5_000, 1, _ -> store.backlog());
  }

  private void deferred(int experiments, int batch) {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    report("defer", experiments, batch, size -> store.commit(submits(LATER, tomorrow, size)));
    report("fill", 20_000, batch, size -> store.commit(submits(LATER, null, size)));
    report("claim + finish", 20_000, 20, size -> claimAndFinish(LATER, size, Duration.ZERO));
    report(
        "claim once due", experiments, 20, size -> claimAndFinish(LATER, size, Duration.ofDays(1)));
  }

  private interface Work {
    void run(int size);
  }

  private static void report(String what, int experiments, int batch, Work work) {
    long[] latencies = new long[experiments / batch];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long busy = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < latencies.length; i++) {
      long before = System.nanoTime();
      work.run(batch);
      latencies[i] = System.nanoTime() - before;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double micros = (threads.getCurrentThreadCpuTime() - busy) / 1e3 / (latencies.length * batch);
    Arrays.sort(latencies);
    IO.println(
        "%-14s batches of %d: %,7.0f/s, %.1f us CPU each; per batch p50 %.2f ms, p99 %.2f ms, max %.2f ms"
            .formatted(
                what,
                batch,
                latencies.length * batch / seconds,
                micros,
                latencies[latencies.length / 2] / 1e6,
                latencies[latencies.length * 99 / 100] / 1e6,
                latencies[latencies.length - 1] / 1e6));
  }

  private List<Change<?>> submits(String program, @Nullable Instant notBefore, int size) {
    List<Change<?>> changes = new ArrayList<>(size);
    Instant now = Instant.now();
    for (int i = 0; i < size; i++) {
      changes.add(
          new Change.Submit(
              new Submission(
                  ids.next(),
                  Query.of(program, "query " + i, "MKVLAAGIVG")
                      .withOptions(SubmitOptions.DEFAULTS.withNotBefore(notBefore)),
                  null,
                  now)));
    }
    return changes;
  }

  private List<Claimed> running = List.of();

  /// What an engine does: the outcomes of those that ran go along with the next claim.
  @SuppressWarnings("unchecked")
  private void claimAndFinish(String program, int size, Duration later) {
    List<Change<?>> changes = new ArrayList<>(size);
    Instant now = Instant.now().plus(later);
    for (Claimed claimed : running) {
      changes.add(
          new Change.Finish(
              claimed.experiment().id(),
              claimed.experiment().state().attempt(),
              new AttemptResult(new Outcome.Finished(0), USAGE, null, null),
              null,
              now));
    }
    changes.add(new Change.Claim(program, size, Change.Admit.ALL, "node", "{}", now));
    List<CommitResult> results = store.commit(changes);
    switch (results.getLast()) {
      case CommitResult.Done(var answer) -> running = (List<Claimed>) answer;
      case CommitResult.Refused(var cause) -> throw cause;
    }
  }
}

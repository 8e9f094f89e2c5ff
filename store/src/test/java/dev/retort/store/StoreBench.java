package dev.retort.store;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Store;
import dev.retort.core.Submission;
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
import java.util.SplittableRandom;

/// Measures commits by hand: `java … StoreBench [experiments] [batch] [directory]`.
final class StoreBench {
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
        Files.createTempDirectory(Path.of(arguments.length > 2 ? arguments[2] : "/tmp"), "bench");
    long opening = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(directory.resolve("retort.db"))) {
      IO.println("opened in " + Duration.ofNanos(System.nanoTime() - opening).toMillis() + " ms");
      StoreBench bench = new StoreBench(store);
      for (int round = 0; round < 3; round++) {
        bench.round(experiments / 3, batch);
      }
    }
    opening = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(directory.resolve("retort.db"))) {
      IO.println(
          "opened again in "
              + Duration.ofNanos(System.nanoTime() - opening).toMillis()
              + " ms; "
              + store.description());
    }
  }

  private void round(int experiments, int batch) {
    report("submit", experiments, batch, size -> store.commit(submits(size)));
    report("claim + finish", experiments, batch, this::claimAndFinish);
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

  private List<Change<?>> submits(int size) {
    List<Change<?>> changes = new ArrayList<>(size);
    Instant now = Instant.now();
    for (int i = 0; i < size; i++) {
      changes.add(
          new Change.Submit(
              new Submission(ids.next(), Query.of("noop", "query " + i, "MKVLAAGIVG"), null, now)));
    }
    return changes;
  }

  private List<Claimed> running = List.of();

  /// What an engine does: the outcomes of those that ran go along with the next claim.
  @SuppressWarnings("unchecked")
  private void claimAndFinish(int size) {
    List<Change<?>> changes = new ArrayList<>(size);
    Instant now = Instant.now();
    for (Claimed claimed : running) {
      changes.add(
          new Change.Finish(
              claimed.experiment().id(),
              claimed.experiment().state().attempt(),
              new Outcome.Finished(0),
              null,
              now));
    }
    changes.add(new Change.Claim("noop", size, "node", "{}", now));
    List<CommitResult> results = store.commit(changes);
    switch (results.getLast()) {
      case CommitResult.Done(var answer) -> running = (List<Claimed>) answer;
      case CommitResult.Refused(var cause) -> throw cause;
    }
  }
}

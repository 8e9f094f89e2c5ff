package dev.retort.bench.sqlite;

import dev.retort.bench.load.Latencies;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Query;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import dev.retort.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A store with a long backlog, before the first start of a server. Not thread-safe.
public final class StandingBacklog implements AutoCloseable {
  private static final int BATCH = 2_000;
  private static final double PERCENT = 99;

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private final Store store;
  private final String program;

  private StandingBacklog(Store store, String program) {
    this.store = store;
    this.program = program;
  }

  /// Creates the store below the data directory of a server that was never started.
  public static StandingBacklog of(Path directory, String program, int depth) throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    StandingBacklog backlog =
        new StandingBacklog(SqliteStore.open(data.resolve("retort.db")), program);
    ExperimentIds ids = new ExperimentIds(InstantSource.fixed(NOW), new SplittableRandom(depth));
    for (int done = 0; done < depth; done += BATCH) {
      List<Change<?>> batch = new ArrayList<>();
      for (int i = 0; i < Math.min(BATCH, depth - done); i++) {
        Query query = Query.of(program, "fill", "MKTAYIAKQRQISFVKSHFSRQ");
        batch.add(new Change.Submit(new Submission(ids.next(), query, null, NOW)));
      }
      var _ = backlog.store.commit(batch);
    }
    return backlog;
  }

  /// Claims and hands back one experiment after the other, each in its own commit.
  ///
  /// @return the 99th percentile of the claims, in milliseconds
  public double claims(int number) throws IOException {
    Latencies latencies = new Latencies();
    for (int i = 0; i < number; i++) {
      Change.Claim claim = new Change.Claim(program, 1, Change.Admit.ALL, "bench", "{}", NOW);
      long start = System.nanoTime();
      CommitResult result = store.commit(List.of(claim)).getFirst();
      latencies.add(System.nanoTime() - start);
      handBack(result);
    }
    return latencies.percentile(PERCENT);
  }

  private void handBack(CommitResult result) throws IOException {
    if (!(result instanceof CommitResult.Done(List<?> claimed))
        || !(claimed.getFirst() instanceof Claimed one)) {
      throw new IOException("nothing was claimed: " + result);
    }
    Change.Release release =
        new Change.Release(one.experiment().id(), one.experiment().state().attempt(), false, NOW);
    var _ = store.commit(List.of(release));
  }

  @Override
  public void close() {
    store.close();
  }
}

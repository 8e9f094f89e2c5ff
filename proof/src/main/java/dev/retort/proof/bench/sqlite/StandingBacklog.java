package dev.retort.proof.bench.sqlite;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Query;
import dev.retort.core.Store;
import dev.retort.core.Submission;
import dev.retort.proof.bench.load.Latencies;
import dev.retort.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A store with a long backlog that no server has opened yet. Not thread-safe.
public final class StandingBacklog implements AutoCloseable {
  private static final int BATCH = 2_000;
  private static final double PERCENT = 99;

  private final Store store;
  private final String program;

  private StandingBacklog(Store store, String program) {
    this.store = store;
    this.program = program;
  }

  /// Makes one below a directory of a server that has never been started.
  public static StandingBacklog of(Path directory, String program, int depth) throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    StandingBacklog backlog =
        new StandingBacklog(SqliteStore.open(data.resolve("retort.db")), program);
    InstantSource clock = InstantSource.system();
    ExperimentIds ids = new ExperimentIds(clock, new SplittableRandom(depth));
    for (int done = 0; done < depth; done += BATCH) {
      List<Change<?>> batch = new ArrayList<>();
      Instant now = clock.instant();
      for (int i = 0; i < Math.min(BATCH, depth - done); i++) {
        Query query = Query.of(program, "fill", "MKTAYIAKQRQISFVKSHFSRQ");
        batch.add(new Change.Submit(new Submission(ids.next(), query, null, false, null, now)));
      }
      var _ = backlog.store.commit(batch);
    }
    return backlog;
  }

  /// Claims one experiment after the other and hands it back, each in a commit of its own.
  ///
  /// @return the 99th percentile of the claims, in milliseconds
  public double claims(int number) throws IOException {
    Latencies latencies = new Latencies();
    for (int i = 0; i < number; i++) {
      Change.Claim claim =
          new Change.Claim(program, 1, Change.Admit.ALL, "bench", "{}", Instant.now());
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
        new Change.Release(
            one.experiment().id(), one.experiment().state().attempt(), false, Instant.now());
    var _ = store.commit(List.of(release));
  }

  @Override
  public void close() {
    store.close();
  }
}

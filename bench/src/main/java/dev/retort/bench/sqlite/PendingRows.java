package dev.retort.bench.sqlite;

import dev.retort.bench.measure.BrokenException;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Query;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Creates a database of the store with a backlog.
final class PendingRows {
  private static final int BATCH = 1_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private PendingRows() {}

  /// @param database a file that does not exist
  static void make(Path database, int rows) throws BrokenException {
    ExperimentIds ids = new ExperimentIds(InstantSource.fixed(NOW), new SplittableRandom(1));
    try (SqliteStore store = SqliteStore.open(database)) {
      for (int done = 0; done < rows; done += BATCH) {
        List<Change<?>> batch = new ArrayList<>();
        for (int i = done; i < Math.min(done + BATCH, rows); i++) {
          Query query = Query.of("noop", "fill", "MKTAYIAKQRQISFVKSHFSRQ");
          batch.add(new Change.Submit(new Submission(ids.next(), query, null, NOW)));
        }
        for (CommitResult result : store.commit(batch)) {
          if (result instanceof CommitResult.Refused(var cause)) {
            throw new BrokenException("a row was rejected: " + cause.getMessage());
          }
        }
      }
    }
  }
}

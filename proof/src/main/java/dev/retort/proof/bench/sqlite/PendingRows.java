package dev.retort.proof.bench.sqlite;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Query;
import dev.retort.core.Submission;
import dev.retort.proof.bench.BrokenException;
import dev.retort.store.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes a database of the store with a backlog in it.
final class PendingRows {
  private static final int BATCH = 1_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private PendingRows() {}

  /// @param database a file that is not there
  static void make(Path database, int rows) throws BrokenException {
    ExperimentIds ids = new ExperimentIds(InstantSource.fixed(NOW), new SplittableRandom(1));
    try (SqliteStore store = SqliteStore.open(database)) {
      for (int done = 0; done < rows; done += BATCH) {
        List<Change<?>> batch = new ArrayList<>();
        for (int i = done; i < Math.min(done + BATCH, rows); i++) {
          Query query = Query.of("noop", "fill", "MKTAYIAKQRQISFVKSHFSRQ");
          batch.add(new Change.Submit(new Submission(ids.next(), query, null, false, null, NOW)));
        }
        for (CommitResult result : store.commit(batch)) {
          if (result instanceof CommitResult.Refused(var cause)) {
            throw new BrokenException("a row was refused: " + cause.getMessage());
          }
        }
      }
    }
  }
}

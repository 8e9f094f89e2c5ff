package dev.retort.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Moves the write-ahead log into the database while nobody writes, so that the writer seldom has
/// to. Thread-safe.
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final Statements statements;
  private final LongSupplier commits;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retort-store-checkpointer").daemon().factory());
  private long seen;
  private long moved;

  /// Starts.
  ///
  /// @param connection used by nobody else
  /// @param commits how many there were
  Checkpointer(Connection connection, LongSupplier commits) throws SQLException {
    this.statements = new Statements(connection, Sql.CHECKPOINTS);
    this.commits = commits;
    thread.scheduleWithFixedDelay(
        this::whenIdle, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void whenIdle() {
    long now = commits.getAsLong();
    boolean idle = now == seen;
    seen = now;
    if (!idle || moved == now) {
      return;
    }
    try {
      statements.call(Sql.CHECKPOINT_PASSIVE).all(row -> row.getInt(1));
      moved = now;
    } catch (SQLException failed) {
      LOG.log(Level.WARNING, "a checkpoint failed and is tried again: " + failed.getMessage());
    }
  }

  /// Stops, and moves what is left.
  @Override
  public void close() throws SQLException {
    thread.close();
    statements.call(Sql.CHECKPOINT_TRUNCATE).all(row -> row.getInt(1));
  }
}

package dev.retort.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Moves the write-ahead log into the database beside the writer: while nobody writes, and under
/// load each time that much was written, in pieces that a sync of the writer hardly has to wait
/// for. Thread-safe.
///
/// The log begins anew only when all of it was moved and nothing was written meanwhile. Under
/// steady load that moment never comes by itself; then the writer moves the little that is left
/// ([#wantsTheRest]).
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final Duration PERIOD = Duration.ofMillis(250);

  /// What is written between two pieces: each transaction counts as ten changes.
  private static final int PIECE = 10_000;

  private static final int TRANSACTION = 10;

  /// The log is to begin anew once it holds so many pages of 4 KiB.
  private static final long LONG_LOG = 4_000;

  private final Statements statements;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retort-store-checkpointer").daemon().factory());
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicLong commits = new AtomicLong();
  private volatile boolean rest;
  private int written;
  private long seen;
  private long moved;

  /// Starts.
  ///
  /// @param connection used by nobody else
  Checkpointer(Connection connection) throws SQLException {
    this.statements = new Statements(connection, Sql.CHECKPOINTS);
    thread.scheduleWithFixedDelay(
        this::whenIdle, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The writer has committed that many changes in one transaction. Only the writer calls this.
  void committed(int changes) {
    commits.lazySet(commits.getPlain() + 1);
    written += changes + TRANSACTION;
    if (written >= PIECE && asked.compareAndSet(false, true)) {
      written = 0;
      try {
        thread.execute(this::piece);
      } catch (RejectedExecutionException closing) {
        asked.set(false); // what is left is moved by close
      }
    }
  }

  /// Whether the writer shall move what is left now, so that the log can begin anew; true once.
  boolean wantsTheRest() {
    boolean wanted = rest;
    rest = false;
    return wanted;
  }

  private void whenIdle() {
    long now = commits.get();
    boolean idle = now == seen;
    seen = now;
    if (idle && moved != now && move() >= 0) {
      moved = now;
    }
  }

  private void piece() {
    rest = move() >= LONG_LOG;
    asked.set(false);
  }

  /// Moves what no reader needs any more; how many pages the log holds, -1 when that failed.
  private long move() {
    try {
      return statements.call(Sql.CHECKPOINT_PASSIVE).one(row -> row.getLong(2)).orElse(-1L);
    } catch (SQLException failed) {
      LOG.log(Level.WARNING, "a checkpoint failed and is tried again: " + failed.getMessage());
      return -1;
    }
  }

  /// Stops, and moves what is left.
  @Override
  public void close() throws SQLException {
    thread.close();
    statements.call(Sql.CHECKPOINT_TRUNCATE).all(row -> row.getInt(1));
  }
}

package dev.retort.store.sqlite.write;

import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
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

/// Moves the write-ahead log into the database in parallel to the writer: when the writer is idle,
/// and under load in pieces so small that they hardly delay the writer's syncs. Thread-safe.
///
/// SQLite restarts the log only if all of it has been moved and nothing was written meanwhile.
/// Under steady load that never happens by itself, so the writer moves the small rest
/// ([#wantsTheRest]).
public final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final Duration PERIOD = Duration.ofMillis(250);

  /// Changes between two pieces; each transaction counts as ten additional changes.
  private static final int PIECE = 10_000;

  private static final int TRANSACTION = 10;

  /// The length of the log, in pages of 4 KiB, at which it must restart.
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

  /// Starts the thread.
  ///
  /// @param connection must have no other users
  public Checkpointer(Connection connection) throws SQLException {
    this.statements = new Statements(connection, Sql.CHECKPOINTS);
    thread.scheduleWithFixedDelay(
        this::whenIdle, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Counts the changes of a committed transaction. Only the writer calls this.
  void committed(int changes) {
    commits.lazySet(commits.getPlain() + 1);
    written += changes + TRANSACTION;
    if (written >= PIECE && asked.compareAndSet(false, true)) {
      written = 0;
      try {
        thread.execute(this::piece);
      } catch (RejectedExecutionException closing) {
        asked.set(false); // close moves the rest
      }
    }
  }

  /// Whether the writer must move the rest now, so that the log can restart; true once.
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

  /// Moves all pages that no reader needs, and returns the length of the log in pages; -1 after a
  /// failure.
  private long move() {
    try {
      return statements.call(Sql.CHECKPOINT_PASSIVE).one(row -> row.getLong(2)).orElse(-1L);
    } catch (SQLException failed) {
      LOG.log(Level.WARNING, "a checkpoint failed and will be retried: " + failed.getMessage());
      return -1;
    }
  }

  /// Stops, and moves the rest.
  @Override
  public void close() throws SQLException {
    thread.close();
    statements.call(Sql.CHECKPOINT_TRUNCATE).all(row -> row.getInt(1));
  }
}

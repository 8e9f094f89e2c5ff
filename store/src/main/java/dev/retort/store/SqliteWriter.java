package dev.retort.store;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.UnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The only connection that writes. Thread-safe by one lock.
///
/// A batch goes in one transaction without savepoints; when a change of it fails, all is rolled
/// back and done again with a savepoint around each, so that the bad one fails alone.
final class SqliteWriter {
  private static final Logger LOG = System.getLogger(SqliteWriter.class.getName());
  private static final String CLOSED = "the store is closed";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final Statements statements;
  private final SqliteChanges changes;
  private final Checkpointer checkpointer;
  private @Nullable String refusal;

  /// @param connection used by nobody else
  SqliteWriter(Connection connection, Checkpointer checkpointer) throws SQLException {
    this.connection = connection;
    this.checkpointer = checkpointer;
    // The driver shall not begin and end transactions by itself; the statements do.
    connection.setAutoCommit(false);
    statements = new Statements(connection, Sql.WRITES);
    statements.run(Sql.COMMIT);
    changes = new SqliteChanges(statements);
  }

  /// One way to apply a change.
  @FunctionalInterface
  private interface Step {
    CommitResult apply(Change<?> change) throws SQLException;
  }

  /// A change of the batch is at fault; nothing was written.
  private static final class BadChangeException extends Exception {
    private static final long serialVersionUID = 1;

    BadChangeException(Throwable cause) {
      super(cause);
    }
  }

  List<CommitResult> commit(List<Change<?>> batch) {
    lock.lock();
    try {
      if (refusal != null) {
        throw new UnavailableException(refusal, RETRY_AFTER);
      }
      return together(batch);
    } finally {
      lock.unlock();
    }
  }

  private List<CommitResult> together(List<Change<?>> batch) {
    try {
      return transaction(batch, change -> new CommitResult.Done(changes.apply(change)));
    } catch (BadChangeException oneOfThem) {
      try {
        return transaction(batch, this::alone);
      } catch (BadChangeException noneOfThem) {
        throw new RetortException("nothing was written: " + noneOfThem.getMessage(), noneOfThem);
      }
    }
  }

  private List<CommitResult> transaction(List<Change<?>> batch, Step step)
      throws BadChangeException {
    List<CommitResult> results = new ArrayList<>(batch.size());
    boolean complete = false;
    try {
      statements.run(Sql.BEGIN_WRITE);
      for (Change<?> change : batch) {
        results.add(step.apply(change));
      }
      changes.write();
      changes.writeLanes();
      complete = true;
    } catch (SQLException | RuntimeException failed) {
      switch (Failure.of(failed)) {
        case CHANGE -> throw new BadChangeException(failed);
        case FULL -> throw full(failed);
        case PASSING ->
            throw new UnavailableException(
                "nothing was written: " + failed.getMessage(), RETRY_AFTER);
        case GRAVE -> throw unknown("a write failed", failed);
      }
    } finally {
      if (!complete) {
        rollBack();
      }
    }
    makeDurable();
    moveLog(batch.size());
    return results;
  }

  private CommitResult alone(Change<?> change) throws SQLException {
    int mark = changes.mark();
    statements.run(Sql.SAVEPOINT);
    try {
      Object answer = changes.apply(change);
      changes.write();
      statements.run(Sql.RELEASE_SAVEPOINT);
      return new CommitResult.Done(answer);
    } catch (SQLException | RuntimeException failed) {
      if (Failure.of(failed) != Failure.CHANGE) {
        throw failed;
      }
      changes.takeBackTo(mark);
      statements.renew();
      statements.run(Sql.ROLLBACK_TO_SAVEPOINT);
      statements.run(Sql.RELEASE_SAVEPOINT);
      return new CommitResult.Refused(Failure.explain(change, failed));
    }
  }

  private void makeDurable() {
    try {
      statements.run(Sql.COMMIT);
    } catch (SQLException failed) {
      if (Failure.of(failed) != Failure.FULL) {
        throw unknown("the commit failed", failed);
      }
      rollBack();
      throw full(failed);
    }
    changes.committed();
  }

  /// After a commit; a failure to move the log leaves it as it is.
  private void moveLog(int changes) {
    checkpointer.committed(changes);
    if (checkpointer.wantsTheRest()) {
      try {
        statements.call(Sql.CHECKPOINT_PASSIVE).all(row -> row.getInt(1));
      } catch (SQLException failed) {
        LOG.log(Level.WARNING, "a checkpoint failed and is tried again: " + failed.getMessage());
      }
    }
  }

  private void rollBack() {
    changes.takeBack();
    try {
      statements.renew();
      statements.run(Sql.ROLLBACK);
    } catch (SQLException failed) {
      if (!Failure.saysThatNoTransactionIsOpen(failed)) {
        throw unknown("the rollback failed", failed);
      }
    }
  }

  private static StoreFullException full(Exception cause) {
    return new StoreFullException("nothing was written: the disk is full", cause);
  }

  private OutcomeUnknownException unknown(String what, Exception cause) {
    refusal =
        "the store takes no more writes, since "
            + what
            + " ("
            + cause.getMessage()
            + "); restart the server and check the disk";
    return new OutcomeUnknownException(
        what + ", and it is unknown what is durable: " + cause.getMessage(), cause);
  }

  /// For tests that need to hurt it.
  Connection connection() {
    return connection;
  }

  /// Refuses what comes after; false when it was closed before.
  boolean close() {
    lock.lock();
    try {
      boolean first = !CLOSED.equals(refusal);
      refusal = CLOSED;
      return first;
    } finally {
      lock.unlock();
    }
  }
}

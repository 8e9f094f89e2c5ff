package dev.retort.store.sqlite.write;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.UnavailableException;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.SqliteFailure;
import dev.retort.store.sqlite.sql.Statements;
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
/// Writes a batch in one transaction without savepoints. If a change fails, the writer rolls back
/// and repeats the batch with a savepoint around each change, so that the bad one fails alone.
public final class SqliteWriter {
  private static final Logger LOG = System.getLogger(SqliteWriter.class.getName());
  private static final String CLOSED = "the store is closed";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final Statements statements;
  private final SqliteChanges changes;
  private final Checkpointer checkpointer;
  private @Nullable String refusal;

  /// @param connection must have no other users
  public SqliteWriter(Connection connection, Checkpointer checkpointer) throws SQLException {
    this.connection = connection;
    this.checkpointer = checkpointer;
    // Our statements begin and end transactions, not the driver.
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

  /// A change of the batch is invalid; nothing was written.
  private static final class BadChangeException extends Exception {
    private static final long serialVersionUID = 1;

    BadChangeException(Throwable cause) {
      super(cause);
    }
  }

  public List<CommitResult> commit(List<Change<?>> batch) {
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
      changes.writeQueues();
      complete = true;
    } catch (SQLException | RuntimeException failed) {
      switch (SqliteFailure.of(failed)) {
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
    SqliteChanges.Mark mark = changes.mark();
    statements.run(Sql.SAVEPOINT);
    try {
      Object answer = changes.apply(change);
      changes.write();
      statements.run(Sql.RELEASE_SAVEPOINT);
      return new CommitResult.Done(answer);
    } catch (SQLException | RuntimeException failed) {
      if (SqliteFailure.of(failed) != SqliteFailure.CHANGE) {
        throw failed;
      }
      changes.takeBackTo(mark);
      statements.renew();
      statements.run(Sql.ROLLBACK_TO_SAVEPOINT);
      statements.run(Sql.RELEASE_SAVEPOINT);
      return new CommitResult.Refused(SqliteFailure.explain(change, failed));
    }
  }

  private void makeDurable() {
    try {
      statements.run(Sql.COMMIT);
    } catch (SQLException failed) {
      if (SqliteFailure.of(failed) != SqliteFailure.FULL) {
        throw unknown("the commit failed", failed);
      }
      rollBack();
      throw full(failed);
    }
    changes.committed();
  }

  /// Moves the log after a commit; a failure leaves it unchanged.
  private void moveLog(int changes) {
    checkpointer.committed(changes);
    if (checkpointer.wantsTheRest()) {
      try {
        statements.call(Sql.CHECKPOINT_PASSIVE).all(row -> row.getInt(1));
      } catch (SQLException failed) {
        LOG.log(Level.WARNING, "a checkpoint failed and will be retried: " + failed.getMessage());
      }
    }
  }

  private void rollBack() {
    changes.takeBack();
    try {
      statements.renew();
      statements.run(Sql.ROLLBACK);
    } catch (SQLException failed) {
      if (!SqliteFailure.saysThatNoTransactionIsOpen(failed)) {
        throw unknown("the rollback failed", failed);
      }
    }
  }

  private static StoreFullException full(Exception cause) {
    return new StoreFullException("nothing was written: the disk is full", cause);
  }

  private OutcomeUnknownException unknown(String what, Exception cause) {
    refusal =
        "the store rejects further writes, because "
            + what
            + " ("
            + cause.getMessage()
            + "); restart the server and check the disk";
    return new OutcomeUnknownException(
        what + ", and it is unknown what is durable: " + cause.getMessage(), cause);
  }

  /// For tests that damage the connection.
  public Connection connection() {
    return connection;
  }

  /// Rejects further writes; returns false if it was already closed.
  public boolean close() {
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

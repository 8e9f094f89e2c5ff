package dev.retort.store.sqlite.sql;

import dev.retort.core.RetortException;
import dev.retort.core.store.Change;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// The effect of a failed statement on its transaction.
public enum SqliteFailure {
  /// The change itself is invalid; the others are not affected.
  CHANGE,
  /// The disk is full.
  FULL,
  /// A temporary failure: a lock, a lack of memory, an interrupt.
  PASSING,
  /// Any other failure: the file or the disk is unreliable.
  GRAVE;

  private static final int PRIMARY_CODE = 0xFF;

  /// Classifies an exception.
  public static SqliteFailure of(Exception exception) {
    if (!(exception instanceof SQLException failed)) {
      return CHANGE;
    }
    return switch (SQLiteErrorCode.getErrorCode(failed.getErrorCode() & PRIMARY_CODE)) {
      case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> CHANGE;
      case SQLITE_FULL -> FULL;
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_INTERRUPT -> PASSING;
      default -> GRAVE;
    };
  }

  /// Whether SQLite has already rolled back, so that a rollback has nothing to do.
  public static boolean saysThatNoTransactionIsOpen(SQLException failed) {
    return String.valueOf(failed.getMessage()).contains("no transaction is active");
  }

  /// The failure and the advice to the operator, for the end of a message.
  public static String advice(SQLException failed) {
    return switch (SQLiteErrorCode.getErrorCode(failed.getErrorCode() & PRIMARY_CODE)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          failed.getMessage() + "; it is damaged: restore it from a backup, or move it away";
      default -> String.valueOf(failed.getMessage());
    };
  }

  /// The exception for the rejection of one change.
  public static RetortException explain(Change<?> change, Exception cause) {
    String message = String.valueOf(cause.getMessage());
    if (change instanceof Change.Submit(var submission, _) && message.contains("experiments.id")) {
      return new RetortException("experiment " + submission.id() + " already exists", cause);
    }
    return new RetortException("the store rejected the change: " + message, cause);
  }
}

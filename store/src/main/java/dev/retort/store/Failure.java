package dev.retort.store;

import dev.retort.core.Change;
import dev.retort.core.RetortException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// What a failed statement means for the transaction that it was part of.
enum Failure {
  /// The change itself is at fault; its fellows are not.
  CHANGE,
  /// The disk is full.
  FULL,
  /// Something that passes: a lock, a lack of memory, an interrupt.
  PASSING,
  /// Whatever else: the file or the disk is not to be trusted.
  GRAVE;

  private static final int PRIMARY_CODE = 0xFF;

  /// What that exception means.
  static Failure of(Exception exception) {
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

  /// SQLite has rolled back by itself: the aim of a rollback is reached.
  static boolean saysThatNoTransactionIsOpen(SQLException failed) {
    return String.valueOf(failed.getMessage()).contains("no transaction is active");
  }

  /// What a person should do about it, for the end of a message.
  static String advice(SQLException failed) {
    return switch (SQLiteErrorCode.getErrorCode(failed.getErrorCode() & PRIMARY_CODE)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          failed.getMessage() + "; it is damaged: restore it from a backup, or move it away";
      default -> String.valueOf(failed.getMessage());
    };
  }

  /// The refusal of one change, in words.
  static RetortException explain(Change<?> change, Exception cause) {
    String message = String.valueOf(cause.getMessage());
    if (change instanceof Change.Submit(var submission) && message.contains("experiments.id")) {
      return new RetortException("experiment " + submission.id() + " exists already", cause);
    }
    return new RetortException("the store refused the change: " + message, cause);
  }
}

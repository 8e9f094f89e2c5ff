package dev.retort.store.sqlite;

import dev.retort.core.RetortException;
import dev.retort.store.sqlite.read.SqliteReads;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.SqliteFailure;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// Read-only connections, each used by one platform thread at a time, because a native call blocks
/// the carrier of a virtual thread. Thread-safe.
final class SqliteReaders {
  private final ExecutorService threads;
  private final BlockingQueue<Reader> idle;

  /// One read, from one snapshot.
  @FunctionalInterface
  interface Read<T> {
    T from(SqliteReads reads) throws SQLException;
  }

  private record Reader(Statements statements, SqliteReads reads) {
    <T> T snapshot(Read<T> read) throws SQLException {
      boolean complete = false;
      try {
        statements.run(Sql.BEGIN_READ);
        T answer = read.from(reads);
        statements.run(Sql.COMMIT);
        complete = true;
        return answer;
      } finally {
        if (!complete) {
          giveUp();
        }
      }
    }

    private void giveUp() throws SQLException {
      statements.renew();
      try {
        statements.run(Sql.ROLLBACK);
      } catch (SQLException failed) {
        if (!SqliteFailure.saysThatNoTransactionIsOpen(failed)) {
          throw failed;
        }
      }
    }
  }

  /// @param connections must have no other users
  SqliteReaders(List<Connection> connections) throws SQLException {
    idle = new ArrayBlockingQueue<>(connections.size());
    for (Connection connection : connections) {
      connection.setAutoCommit(false);
      Statements statements = new Statements(connection, Sql.READS);
      statements.run(Sql.COMMIT);
      idle.add(new Reader(statements, new SqliteReads(statements)));
    }
    threads =
        Executors.newFixedThreadPool(
            connections.size(),
            Thread.ofPlatform().name("retort-store-reader-", 1).daemon().factory());
  }

  /// Blocks until the read is done. An interrupt does not end the wait, but is restored.
  <T> T read(Read<T> read) {
    try {
      return CompletableFuture.supplyAsync(() -> withReader(read), threads).join();
    } catch (RejectedExecutionException closed) {
      throw new RetortException("the store is closed", closed);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RetortException known) {
        throw known;
      }
      throw failed;
    }
  }

  private <T> T withReader(Read<T> read) {
    // There is a reader for each thread.
    Reader reader = idle.remove();
    try {
      return reader.snapshot(read);
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot read from the store: " + SqliteFailure.advice(failed), failed);
    } finally {
      idle.add(reader);
    }
  }

  /// Rejects further reads, and waits for running ones.
  void close() {
    threads.close();
  }
}

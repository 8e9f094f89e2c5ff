package dev.retort.store;

import dev.retort.core.Attempt;
import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.RetortException;
import dev.retort.core.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/// The durable truth in one SQLite file: one connection writes, a few read. Thread-safe.
///
/// A commit is on disk when it is answered (write-ahead log, `synchronous = FULL`). Times are kept
/// to the microsecond. The file must lie on a local disk, and no other program may open it.
public final class SqliteStore implements Store {
  private final SqliteDatabase database;
  private final SqliteWriter writer;
  private final SqliteReaders readers;
  private final Checkpointer checkpointer;
  private final String description;

  private SqliteStore(SqliteDatabase database, Path file) throws SQLException {
    this.database = database;
    String version = database.prepare();
    description = "SQLite " + version + " at " + file + "; WAL, synchronous=FULL";
    readers = new SqliteReaders(database.openReaders());
    checkpointer = new Checkpointer(database.openForCheckpoints());
    writer = new SqliteWriter(database.openWriter(), checkpointer);
  }

  /// Opens the database, makes it when there is none, and brings its schema up to date. Blocks.
  ///
  /// @param databaseFile in a directory that exists; it and its companions `-wal` and `-shm` become
  ///   readable by their owner alone
  /// @throws RetortException when it is damaged, comes from a newer Retort or another application,
  ///   or when SQLite cannot be made to keep its promise
  public static SqliteStore open(Path databaseFile) {
    SqliteDatabase database = new SqliteDatabase(databaseFile);
    boolean complete = false;
    try {
      SqliteStore store = new SqliteStore(database, databaseFile);
      complete = true;
      return store;
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot open the database " + databaseFile + ": " + Failure.advice(failed), failed);
    } finally {
      if (!complete) {
        database.abandon();
      }
    }
  }

  /// Does what the first [#open] in a process has to do whatever its file is, so that a start can
  /// do it meanwhile. Blocks.
  public static void warmUp() {
    SqliteLibrary.load();
    var unused = new SQLiteDataSource(SqliteSettings.writer());
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    return writer.commit(changes);
  }

  @Override
  public Optional<Experiment> find(ExperimentId id) {
    return readers.read(reads -> reads.find(id));
  }

  @Override
  public Optional<String> sequence(ExperimentId id) {
    return readers.read(reads -> reads.sequence(id));
  }

  @Override
  public List<Experiment> list(Filter filter, int limit) {
    return readers.read(reads -> reads.list(filter, limit));
  }

  @Override
  public List<Attempt> attempts(ExperimentId id) {
    return readers.read(reads -> reads.attempts(id));
  }

  @Override
  public List<Claimed> running() {
    return readers.read(SqliteReads::running);
  }

  @Override
  public Backlog backlog() {
    return readers.read(SqliteReads::backlog);
  }

  @Override
  public long backlogLength() {
    return readers.read(SqliteReads::backlogLength);
  }

  @Override
  public Set<String> paused() {
    return readers.read(SqliteReads::paused);
  }

  @Override
  public Optional<String> result(ExperimentId id) {
    return readers.read(reads -> reads.result(id));
  }

  @Override
  public Optional<Instant> nextDue(Instant after) {
    return readers.read(reads -> reads.nextDue(after));
  }

  @Override
  public Set<String> suspects() {
    return readers.read(SqliteReads::suspects);
  }

  @Override
  public List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit) {
    return readers.read(reads -> reads.purgeable(program, endedBefore, number, limit));
  }

  @Override
  public boolean purged(ExperimentId id) {
    return readers.read(reads -> reads.purged(id));
  }

  @Override
  public List<ExperimentId> trash(int limit) {
    return readers.read(reads -> reads.trash(limit));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    if (!writer.close()) {
      return;
    }
    readers.close();
    try (database) {
      checkpointer.close();
    } catch (SQLException failed) {
      throw new RetortException("the store did not close well: " + failed.getMessage(), failed);
    }
  }

  /// For tests that need to hurt it.
  SqliteWriter writer() {
    return writer;
  }
}

package dev.retort.store.sqlite;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.MeasuredExperiment;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import dev.retort.store.sqlite.read.SqliteReads;
import dev.retort.store.sqlite.schema.SqliteSettings;
import dev.retort.store.sqlite.sql.SqliteFailure;
import dev.retort.store.sqlite.write.Checkpointer;
import dev.retort.store.sqlite.write.SqliteWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/// Stores experiments durably in one SQLite file: one connection writes, a few read. Thread-safe.
///
/// A commit returns once it is on disk (write-ahead log, `synchronous = FULL`). Times have
/// microsecond precision. The file must be on a local disk, and no other program may open it.
public final class SqliteStore implements Store {
  private final SqliteDatabase database;
  private final SqliteWriter writer;
  private final SqliteReaders readers;
  private final Checkpointer checkpointer;
  private final String description;
  private final Path log;

  private SqliteStore(SqliteDatabase database, Path file) throws SQLException {
    this.database = database;
    String version = database.prepare();
    log = Path.of(file + "-wal");
    description = "SQLite " + version + " at " + file + "; WAL, synchronous=FULL";
    readers = new SqliteReaders(database.openReaders());
    checkpointer = new Checkpointer(database.openForCheckpoints());
    writer = new SqliteWriter(database.openWriter(), checkpointer);
  }

  /// Opens the database, creates it if it is missing, and updates its schema. Blocks.
  ///
  /// @param databaseFile in an existing directory; the file, `-wal` and `-shm` become readable by
  ///   their owner only
  /// @throws RetortException if the path has a `?`, if the file is damaged or belongs to a newer
  ///   Retort or another application, if SQLite cannot guarantee durability, or if sqlite-jdbc or
  ///   Flyway is too old
  public static SqliteStore open(Path databaseFile) {
    SqliteLibrary.requireVersions();
    if (databaseFile.toString().indexOf('?') >= 0) {
      throw new RetortException(
          "the path "
              + databaseFile
              + " has a '?', which SQLite's driver takes for the beginning of options; choose a"
              + " directory without it");
    }
    SqliteDatabase database = new SqliteDatabase(databaseFile);
    boolean complete = false;
    try {
      SqliteStore store = new SqliteStore(database, databaseFile);
      complete = true;
      return store;
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot open the database " + databaseFile + ": " + SqliteFailure.advice(failed), failed);
    } finally {
      if (!complete) {
        database.abandon();
      }
    }
  }

  /// Does the work of the first [#open] in a process that is independent of the file, so that a
  /// start can do it in parallel. Blocks.
  public static void warmUp() {
    SqliteLibrary.requireVersions();
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
  public ExperimentSlice slice(ExperimentFilter filter, int limit) {
    return readers.read(reads -> reads.slice(filter, limit));
  }

  @Override
  public List<PastAttempt> attempts(ExperimentId id) {
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
  public Map<String, Long> diskUse() {
    return readers.read(SqliteReads::diskUse);
  }

  @Override
  public List<MeasuredExperiment> oldestEnded(@Nullable String program, int limit) {
    return readers.read(reads -> reads.oldestEnded(program, limit));
  }

  @Override
  public List<ExperimentId> toDelete(int limit) {
    return readers.read(reads -> reads.toDelete(limit));
  }

  @Override
  public Optional<String> purgedOwner(ExperimentId id) {
    return readers.read(reads -> reads.purgedOwner(id));
  }

  @Override
  public List<ExperimentId> trash(int limit) {
    return readers.read(reads -> reads.trash(limit));
  }

  /// Asks the file system only: nothing but SQLite opens the file.
  @Override
  public long logBytes() {
    return readers.read(_ -> log.toFile().length());
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
      throw new RetortException("cannot close the store: " + failed.getMessage(), failed);
    }
  }

  /// For tests that damage the store.
  SqliteWriter writer() {
    return writer;
  }
}

package dev.retort.store.sqlite.schema;

import dev.retort.core.RetortException;
import dev.retort.store.sqlite.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// Configures a connection, and verifies its configuration. Not thread-safe.
///
/// No memory-mapped I/O: with it, a disk error is a SIGBUS, which kills the whole server.
public final class SqliteSettings {
  /// The first version without the WAL-reset bug of 3.7.0 to 3.51.2.
  public static final String OLDEST_VERSION = "3.51.3";

  private static final long APPLICATION_ID = 0x52747274; // "Rtrt"
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);
  private static final int WRITER_CACHE_KIB = 64 << 10;
  private static final int READER_CACHE_KIB = 8 << 10;

  private static final String SYNCHRONOUS_FULL = "2";

  private final Connection connection;

  public SqliteSettings(Connection connection) {
    this.connection = connection;
  }

  public static SQLiteConfig writer() {
    SQLiteConfig config = shared(WRITER_CACHE_KIB);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return config;
  }

  public static SQLiteConfig reader() {
    SQLiteConfig config = shared(READER_CACHE_KIB);
    config.setReadOnly(true);
    return config;
  }

  private static SQLiteConfig shared(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    // Our locks let one thread at a time use a connection, so SQLite needs no locks.
    config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(Math.toIntExact(BUSY_TIMEOUT.toMillis()));
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    // A negative size is in KiB.
    config.setCacheSize(-cacheKib);
    return config;
  }

  /// The version of the library, if it is reliable.
  public String requireVersion() throws SQLException {
    return requireVersion(answer(Sql.LIBRARY_VERSION));
  }

  public static String requireVersion(String version) {
    if (Arrays.compare(numbers(version), numbers(OLDEST_VERSION)) < 0) {
      throw new RetortException(
          "SQLite must be "
              + OLDEST_VERSION
              + " or newer, got "
              + version
              + ": older versions can lose committed data (WAL reset); update sqlite-jdbc");
    }
    return version;
  }

  private static int[] numbers(String version) {
    return Pattern.compile(".", Pattern.LITERAL)
        .splitAsStream(version)
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /// Leaves the log to the Checkpointer, and to the writer on its request. The oldest drivers that
  /// we accept have no name for this setting.
  public void stopAutomaticCheckpoints() throws SQLException {
    require(Sql.NO_AUTOMATIC_CHECKPOINTS, "0", "the library ignores it");
  }

  /// Rejects a connection that could lose a commit.
  public void requireDurability() throws SQLException {
    require(Sql.JOURNAL_MODE, "wal", "is the database on a local disk?");
    require(Sql.SYNCHRONOUS, SYNCHRONOUS_FULL, "2 is FULL; lower values lose commits in a crash");
    require(Sql.FOREIGN_KEYS, "1", "the library was built without them");
  }

  private void require(Sql question, String wanted, String hint) throws SQLException {
    String got = answer(question);
    if (!got.equals(wanted)) {
      throw new RetortException(
          "SQLite's "
              + question.name().toLowerCase(Locale.ROOT)
              + " must be "
              + wanted
              + ", got "
              + got
              + " ("
              + hint
              + ")");
    }
  }

  public void requireOwnFile(Path file) throws SQLException {
    String id = answer(Sql.APPLICATION_ID);
    if (!id.equals(Long.toString(APPLICATION_ID))) {
      throw new RetortException(
          file + " is a database of another application (application_id " + id + ")");
    }
  }

  public void requireSoundPages(Path file) throws SQLException {
    String found = answer(Sql.QUICK_CHECK);
    if (!found.equals("ok")) {
      throw new RetortException(
          file + " is damaged: " + found + "; restore it from a backup, or move it away");
    }
  }

  /// The first column of the first row, as text.
  String answer(Sql question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question.text())) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
    }
  }
}

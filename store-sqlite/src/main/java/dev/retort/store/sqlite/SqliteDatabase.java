package dev.retort.store.sqlite;

import dev.retort.core.RetortException;
import dev.retort.store.sqlite.schema.Migrations;
import dev.retort.store.sqlite.schema.Schema;
import dev.retort.store.sqlite.schema.SqliteSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Checks and migrates the database file, and opens connections to it. Not thread-safe.
///
/// Rejects a file with a damaged header or schema and, up to [#QUICK_CHECK_LIMIT], with any damaged
/// page. In a larger file, the statement that reads a damaged page reports it: a check of every
/// page would delay each start by minutes.
final class SqliteDatabase implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SqliteDatabase.class.getName());
  private static final int READERS = 4;
  private static final long QUICK_CHECK_LIMIT = 16L << 20;
  private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final List<Connection> opened = new ArrayList<>();

  SqliteDatabase(Path file) {
    this.file = file;
  }

  /// Checks or creates the file, updates its schema, and returns the version of the library.
  String prepare() throws SQLException {
    prepareFile();
    SqliteLibrary.load();
    String version;
    boolean current;
    try (Connection connection = source(SqliteSettings.writer()).getConnection()) {
      SqliteSettings settings = new SqliteSettings(connection);
      version = settings.requireVersion();
      settings.requireDurability();
      Schema schema = new Schema(connection);
      if (schema.isEmpty()) {
        schema.create();
      }
      settings.requireOwnFile(file);
      if (size() <= QUICK_CHECK_LIMIT) {
        settings.requireSoundPages(file);
      }
      current = schema.isCurrent();
    }
    if (!current) {
      Migrations.migrate(file, source(SqliteSettings.writer()));
    }
    return version;
  }

  private void prepareFile() {
    try {
      if (Files.notExists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(HEADER.length);
      }
      if (start.length > 0 && !Arrays.equals(start, HEADER)) {
        throw new RetortException(
            file
                + " is damaged or not a SQLite database: its header is invalid; restore it from a"
                + " backup, or move it away");
      }
    } catch (IOException failed) {
      throw new RetortException("cannot open the database " + file + ": " + failed, failed);
    }
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException failed) {
      throw new RetortException("cannot open the database " + file + ": " + failed, failed);
    }
  }

  Connection openWriter() throws SQLException {
    Connection connection = open(SqliteSettings.writer());
    SqliteSettings settings = new SqliteSettings(connection);
    settings.requireDurability();
    settings.stopAutomaticCheckpoints();
    return connection;
  }

  List<Connection> openReaders() throws SQLException {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      connections.add(open(SqliteSettings.reader()));
    }
    return connections;
  }

  /// A connection for the checkpointer.
  Connection openForCheckpoints() throws SQLException {
    Connection connection = open(SqliteSettings.writer());
    new SqliteSettings(connection).stopAutomaticCheckpoints();
    return connection;
  }

  private Connection open(SQLiteConfig config) throws SQLException {
    Connection connection = source(config).getConnection();
    opened.add(connection);
    return connection;
  }

  private SQLiteDataSource source(SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  /// Closes the connections after a failure, which the caller reports.
  void abandon() {
    try {
      close();
    } catch (SQLException worse) {
      LOG.log(Level.WARNING, "cannot close the database " + file + ": " + worse.getMessage());
    }
  }

  /// Closes all open connections.
  @Override
  public void close() throws SQLException {
    for (Connection connection : opened) {
      connection.close();
    }
  }
}

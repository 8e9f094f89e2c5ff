package dev.retort.store.sqlite;

import dev.retort.core.library.Library;
import dev.retort.store.sqlite.schema.SqliteSettings;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// Loads SQLite's native library from the jar of sqlite-jdbc. The driver's own loader reads its
/// copy twice, and leaves the copy behind if the process is killed. Thread-safe.
final class SqliteLibrary {
  private static final Logger LOG = System.getLogger(SqliteLibrary.class.getName());

  /// The property for the path that the driver searches first.
  private static final String PATH = "org.sqlite.lib.path";

  /// The property for the directory of the driver's copy.
  private static final String COPIES = "org.sqlite.tmpdir";

  private static boolean loaded;

  private SqliteLibrary() {}

  /// Rejects versions of sqlite-jdbc and Flyway that are too old. Must precede their first use.
  static void requireVersions() {
    Library.require(
        SqliteLibrary.class,
        new Library(
            "org.xerial", "sqlite-jdbc", SqliteSettings.OLDEST_VERSION, "org/sqlite/JDBC.class"),
        new Library("org.flywaydb", "flyway-core", "11.7", "org/flywaydb/core/Flyway.class"));
  }

  /// Loads the library, unless one of the properties is set. If that fails, the driver loads it.
  /// Blocks.
  static synchronized void load() {
    if (loaded || System.getProperty(PATH) != null || System.getProperty(COPIES) != null) {
      return;
    }
    try {
      Path directory = Files.createTempDirectory("retort-sqlite");
      Path copy = directory.resolve(LibraryLoaderUtil.getNativeLibName());
      try {
        String original = LibraryLoaderUtil.getNativeLibResourcePath() + '/' + copy.getFileName();
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(original)) {
          Files.copy(Objects.requireNonNull(in, original), copy);
        }
        System.setProperty(PATH, directory.toString());
        loaded = SQLiteJDBCLoader.initialize();
      } finally {
        System.clearProperty(PATH);
        Files.deleteIfExists(copy);
        Files.delete(directory);
      }
    } catch (Exception failed) {
      LOG.log(Level.DEBUG, "the driver loads SQLite's library itself", failed);
    }
  }
}

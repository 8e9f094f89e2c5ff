package dev.retort.store;

import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native library, out of sqlite-jdbc's jar. The driver would do this by itself, but reads
/// its copy again byte by byte, and leaves it behind when the process is killed. Thread-safe.
final class SqliteLibrary {
  private static final Logger LOG = System.getLogger(SqliteLibrary.class.getName());

  /// Where the driver looks first.
  private static final String PATH = "org.sqlite.lib.path";

  /// Where the driver is to put a copy of its own.
  private static final String COPIES = "org.sqlite.tmpdir";

  private static boolean loaded;

  private SqliteLibrary() {}

  /// Loads it, unless somebody says where the driver has it from. The driver tries by itself where
  /// that fails. Blocks.
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
      LOG.log(Level.DEBUG, "the driver has to load SQLite's library itself", failed);
    }
  }
}

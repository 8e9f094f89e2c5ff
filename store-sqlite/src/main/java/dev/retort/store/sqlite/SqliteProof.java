package dev.retort.store.sqlite;

import dev.retort.core.RetortException;
import dev.retort.store.sqlite.schema.SqliteSettings;
import dev.retort.store.sqlite.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteDataSource;

/// SQLite checks for `retort chaos`, which shows that a power cut loses nothing. Not for other
/// uses.
public final class SqliteProof {
  private SqliteProof() {}

  /// The output of SQLite's `integrity_check`: only `ok` for a sound database. Includes the
  /// write-ahead log and may move it into the database: pass a copy. Blocks.
  ///
  /// @throws RetortException if the database cannot be opened
  public static List<String> integrity(Path databaseFile) {
    SQLiteDataSource source = new SQLiteDataSource(SqliteSettings.writer());
    source.setUrl("jdbc:sqlite:" + databaseFile.toAbsolutePath());
    List<String> said = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(Sql.INTEGRITY_CHECK.text())) {
      while (rows.next()) {
        said.add(String.valueOf(rows.getString(1)));
      }
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot check " + databaseFile + ": " + failed.getMessage(), failed);
    }
    return said;
  }

  /// The negative control: a store that answers before its commits are on disk (`synchronous =
  /// NORMAL`), so that a power cut loses some of them. Never use it for real data. Blocks.
  public static SqliteStore openToLose(Path databaseFile) {
    SqliteStore store = SqliteStore.open(databaseFile);
    try (Statement statement = store.writer().connection().createStatement()) {
      statement.execute(Sql.SYNC_LESS.text());
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot relax the durability of " + databaseFile + ": " + failed.getMessage(), failed);
    }
    return store;
  }
}

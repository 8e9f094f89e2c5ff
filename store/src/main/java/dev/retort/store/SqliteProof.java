package dev.retort.store;

import dev.retort.core.RetortException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteDataSource;

/// What `retort chaos` needs of SQLite to show that a power cut loses nothing; nobody else needs
/// it.
public final class SqliteProof {
  private SqliteProof() {}

  /// What SQLite's `integrity_check` says of a database: `ok` alone when it is sound. Takes the
  /// write-ahead log into account and may move it into the database: give it a copy. Blocks.
  ///
  /// @throws RetortException when it cannot be opened
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
  /// NORMAL`), so that a power cut must lose some of them. Never for data that matter. Blocks.
  public static SqliteStore openToLose(Path databaseFile) {
    SqliteStore store = SqliteStore.open(databaseFile);
    try (Statement statement = store.writer().connection().createStatement()) {
      statement.execute(Sql.SYNC_LESS.text());
    } catch (SQLException failed) {
      throw new RetortException(
          "cannot relax " + databaseFile + ": " + failed.getMessage(), failed);
    }
    return store;
  }
}

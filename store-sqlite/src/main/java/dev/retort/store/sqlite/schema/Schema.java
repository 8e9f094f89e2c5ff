package dev.retort.store.sqlite.schema;

import dev.retort.store.sqlite.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The schema of a database, through one connection. Creates the whole schema of a new database in
/// one transaction, and recognises a current one; [Migrations] handles all others. Not thread-safe.
public final class Schema {
  private final Connection connection;
  private final SqliteSettings questions;
  private final List<Migration> migrations = Migration.all();

  public Schema(Connection connection) {
    this.connection = connection;
    this.questions = new SqliteSettings(connection);
  }

  /// Whether the database is empty, for example because a process died while creating it.
  public boolean isEmpty() throws SQLException {
    return questions.answer(Sql.TABLES).equals("0");
  }

  /// Whether exactly the known migrations were run, unchanged.
  public boolean isCurrent() throws SQLException {
    return questions.answer(Sql.HISTORY_TABLES).equals("1")
        && applied().equals(migrations.stream().map(Applied::of).toList());
  }

  /// Runs all migrations, and writes the same history as Flyway. After a failure the connection
  /// must be closed, which rolls everything back.
  public void create() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(Sql.MAKE_HISTORY.text());
      for (Migration migration : migrations) {
        statement.executeUpdate(migration.text());
      }
    }
    recordAll();
    connection.setAutoCommit(true); // commits
  }

  private void recordAll() throws SQLException {
    try (PreparedStatement record = connection.prepareStatement(Sql.RECORD_MIGRATION.text())) {
      int rank = 0;
      for (Migration migration : migrations) {
        record.setInt(1, ++rank);
        record.setString(2, migration.version());
        record.setString(3, migration.description());
        record.setString(4, migration.script());
        record.setInt(5, migration.checksum());
        record.executeUpdate();
      }
    }
  }

  /// The entry of one migration in the history.
  private record Applied(String script, int checksum, boolean success) {
    static Applied of(Migration migration) {
      return new Applied(migration.script(), migration.checksum(), true);
    }
  }

  private List<Applied> applied() throws SQLException {
    List<Applied> applied = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(Sql.HISTORY.text())) {
      while (rows.next()) {
        applied.add(new Applied(rows.getString(1), rows.getInt(2), rows.getBoolean(3)));
      }
    }
    return applied;
  }
}

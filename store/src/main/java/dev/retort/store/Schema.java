package dev.retort.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The schema as one connection finds it. A new database gets all of it here, in one transaction,
/// and one that is up to date is only looked at; what is older, newer or odd is for [Migrations].
/// Not thread-safe.
final class Schema {
  private final Connection connection;
  private final SqliteSettings questions;
  private final List<Migration> migrations = Migration.all();

  Schema(Connection connection) {
    this.connection = connection;
    this.questions = new SqliteSettings(connection);
  }

  /// Whether nothing was ever written, also when a process died while it made the file.
  boolean isEmpty() throws SQLException {
    return questions.answer(Sql.TABLES).equals("0");
  }

  /// Whether exactly the migrations that are known here were run, as they are.
  boolean isCurrent() throws SQLException {
    return questions.answer(Sql.HISTORY_TABLES).equals("1")
        && applied().equals(migrations.stream().map(Applied::of).toList());
  }

  /// Runs all migrations, and leaves the history that Flyway would have left. When it fails, the
  /// connection must be closed, which takes all of it back.
  void create() throws SQLException {
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

  /// What the history tells of one migration.
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

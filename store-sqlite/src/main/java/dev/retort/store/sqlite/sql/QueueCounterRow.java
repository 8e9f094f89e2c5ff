package dev.retort.store.sqlite.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/// Reads rows of the statement `queues`.
public final class QueueCounterRow {
  private QueueCounterRow() {}

  /// The names of all programs that ever had an experiment.
  public static Set<String> programs(Statements statements) throws SQLException {
    return new TreeSet<>(statements.call(Sql.QUEUES).all(row -> read(row).key().program()));
  }

  public static QueueCounter read(ResultSet row) throws SQLException {
    return new QueueCounter(
        new QueueCounter.Key(row.getString(1), row.getInt(2)),
        new QueueCounter.Counts(
            row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7)),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11));
  }
}

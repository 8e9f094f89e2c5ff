package dev.retort.store.sqlite.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Reads rows of the statement `queues`.
public final class QueueCounterRow {
  private QueueCounterRow() {}

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

package dev.retort.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Reads rows of the statement `lanes`.
final class LaneRow {
  private LaneRow() {}

  static Lane read(ResultSet row) throws SQLException {
    return new Lane(
        new Lane.Key(row.getString(1), row.getInt(2)),
        new Lane.Counts(
            row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7)),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11));
  }
}

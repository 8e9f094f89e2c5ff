package dev.retort.store.sqlite.sql;

import dev.retort.core.ExperimentId;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One execution of a prepared statement: first its arguments in order, then the call. Not
/// thread-safe.
public final class BoundStatement {
  private final PreparedStatement statement;
  private int place;

  BoundStatement(PreparedStatement statement) {
    this.statement = statement;
  }

  /// Maps the current row to a value.
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  public BoundStatement text(@Nullable String value) throws SQLException {
    statement.setString(++place, value);
    return this;
  }

  public BoundStatement number(long value) throws SQLException {
    statement.setLong(++place, value);
    return this;
  }

  public BoundStatement number(@Nullable Integer value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, value);
    }
    return this;
  }

  public BoundStatement number(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, value);
    }
    return this;
  }

  public BoundStatement real(double value) throws SQLException {
    statement.setDouble(++place, value);
    return this;
  }

  public BoundStatement flag(boolean value) throws SQLException {
    return number(value ? 1L : 0L);
  }

  public BoundStatement time(@Nullable Instant value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, Timestamps.of(value));
    }
    return this;
  }

  public BoundStatement id(@Nullable ExperimentId id) throws SQLException {
    return id == null
        ? nulls(1)
        : bytes(
            ByteBuffer.allocate(16)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .array());
  }

  public BoundStatement bytes(byte[] value) throws SQLException {
    statement.setBytes(++place, value);
    return this;
  }

  /// Binds null to the next `count` arguments.
  public BoundStatement nulls(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      statement.setNull(++place, Types.NULL);
    }
    return this;
  }

  /// Runs the statement and returns the number of changed rows.
  public int update() throws SQLException {
    return statement.executeUpdate();
  }

  /// Runs the statement and returns its only row; empty if there is none.
  public <T> Optional<T> one(RowReader<T> reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /// Runs the statement and returns all rows.
  public <T> List<T> all(RowReader<T> reader) throws SQLException {
    return some(reader, _ -> true, Integer.MAX_VALUE);
  }

  /// Runs the statement until `limit` rows match.
  public <T> List<T> some(RowReader<T> reader, Predicate<T> wanted, int limit) throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (found.size() < limit && rows.next()) {
        T value = reader.read(rows);
        if (wanted.test(value)) {
          found.add(value);
        }
      }
    }
    return found;
  }
}

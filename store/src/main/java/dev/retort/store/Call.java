package dev.retort.store;

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

/// One execution of a prepared statement: its arguments in order, then its end. Not thread-safe.
final class Call {
  private final PreparedStatement statement;
  private int place;

  Call(PreparedStatement statement) {
    this.statement = statement;
  }

  /// Makes a value from the row at hand.
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Call text(@Nullable String value) throws SQLException {
    statement.setString(++place, value);
    return this;
  }

  Call number(long value) throws SQLException {
    statement.setLong(++place, value);
    return this;
  }

  Call number(@Nullable Integer value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, value);
    }
    return this;
  }

  Call number(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, value);
    }
    return this;
  }

  Call flag(boolean value) throws SQLException {
    return number(value ? 1L : 0L);
  }

  Call time(@Nullable Instant value) throws SQLException {
    if (value == null) {
      statement.setNull(++place, Types.INTEGER);
    } else {
      statement.setLong(++place, Micros.of(value));
    }
    return this;
  }

  Call id(@Nullable ExperimentId id) throws SQLException {
    return id == null
        ? nulls(1)
        : bytes(
            ByteBuffer.allocate(16)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .array());
  }

  Call bytes(byte[] value) throws SQLException {
    statement.setBytes(++place, value);
    return this;
  }

  /// That many arguments that are null.
  Call nulls(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      statement.setNull(++place, Types.NULL);
    }
    return this;
  }

  /// Runs it; how many rows it changed.
  int update() throws SQLException {
    return statement.executeUpdate();
  }

  /// Runs it; its only row, when there is one.
  <T> Optional<T> one(RowReader<T> reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /// Runs it; all of its rows.
  <T> List<T> all(RowReader<T> reader) throws SQLException {
    return some(reader, _ -> true, Integer.MAX_VALUE);
  }

  /// Runs it until that many of its rows pass the test.
  <T> List<T> some(RowReader<T> reader, Predicate<T> wanted, int limit) throws SQLException {
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

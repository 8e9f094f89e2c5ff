package dev.retort.store;

import dev.retort.core.End;
import dev.retort.core.Reason;
import dev.retort.core.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The eight columns that say how an attempt ended and what it used, in the order in which every
/// table and statement has them.
final class EndColumns {
  private EndColumns() {}

  /// Gives them as the next arguments.
  static Call bind(Call call, End end) throws SQLException {
    Reason reason = end.reason();
    Usage usage = end.usage();
    call.text(reason == null ? null : reason.word())
        .number(end.returnCode())
        .number(end.signal())
        .text(end.message());
    if (usage == null) {
      return call.nulls(4);
    }
    Duration cpuTime = usage.cpuTime();
    return call.text(usage.host())
        .number(usage.peakMemoryBytes())
        .number(cpuTime == null ? null : (Long) Micros.of(cpuTime))
        .text(usage.proof());
  }

  /// Reads them.
  ///
  /// @param first the column of the reason
  static End read(ResultSet row, int first) throws SQLException {
    String word = row.getString(first);
    Long code = number(row, first + 1);
    Long death = number(row, first + 2);
    String text = row.getString(first + 3);
    Usage usage = usage(row, first + 4);
    return word == null && code == null && death == null && text == null && usage == null
        ? End.NONE
        : new End(
            word == null ? null : Reason.ofWord(word),
            code == null ? null : Math.toIntExact(code),
            death == null ? null : Math.toIntExact(death),
            text,
            usage);
  }

  private static @Nullable Usage usage(ResultSet row, int first) throws SQLException {
    Long cpuMicros = number(row, first + 2);
    Usage usage =
        new Usage(
            row.getString(first),
            number(row, first + 1),
            cpuMicros == null ? null : Micros.toDuration(cpuMicros),
            row.getString(first + 3));
    return usage.equals(Usage.UNKNOWN) ? null : usage;
  }

  static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return value == 0 && row.wasNull() ? null : value;
  }
}

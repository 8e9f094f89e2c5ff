package dev.retort.store.sqlite.sql;

import dev.retort.core.EndDetails;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.StreamSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The twelve columns that say how an attempt ended and what it used, in the order in which every
/// statement has them. A table has the last four of them, the sizes of the streams, apart.
public final class EndColumns {
  private EndColumns() {}

  /// Binds the columns to the next arguments.
  public static BoundStatement bind(BoundStatement call, EndDetails end) throws SQLException {
    Reason reason = end.reason();
    ResourceUsage usage = end.usage();
    call.text(reason == null ? null : reason.word())
        .number(end.returnCode())
        .number(end.signal())
        .text(end.message());
    if (usage == null) {
      return call.nulls(8);
    }
    Duration cpuTime = usage.cpuTime();
    call.text(usage.host())
        .number(usage.peakMemoryBytes())
        .number(cpuTime == null ? null : (Long) Timestamps.of(cpuTime))
        .text(usage.proof());
    bind(call, usage.stdout());
    return bind(call, usage.stderr());
  }

  private static BoundStatement bind(BoundStatement call, @Nullable StreamSize size)
      throws SQLException {
    return size == null ? call.nulls(2) : call.number(size.bytes()).number(size.keptBytes());
  }

  /// Reads the columns.
  ///
  /// @param first the column of the reason
  /// @param streams the column of the size of standard output
  public static EndDetails read(ResultSet row, int first, int streams) throws SQLException {
    String word = row.getString(first);
    Long code = number(row, first + 1);
    Long death = number(row, first + 2);
    String text = row.getString(first + 3);
    ResourceUsage usage = usage(row, first + 4, streams);
    return word == null && code == null && death == null && text == null && usage == null
        ? EndDetails.NONE
        : new EndDetails(
            word == null ? null : Reason.ofWord(word),
            code == null ? null : Math.toIntExact(code),
            death == null ? null : Math.toIntExact(death),
            text,
            usage);
  }

  private static @Nullable ResourceUsage usage(ResultSet row, int first, int streams)
      throws SQLException {
    Long cpuMicros = number(row, first + 2);
    ResourceUsage usage =
        new ResourceUsage(
            row.getString(first),
            number(row, first + 1),
            cpuMicros == null ? null : Timestamps.toDuration(cpuMicros),
            row.getString(first + 3),
            size(row, streams),
            size(row, streams + 2));
    return usage.equals(ResourceUsage.UNKNOWN) ? null : usage;
  }

  private static @Nullable StreamSize size(ResultSet row, int first) throws SQLException {
    Long bytes = number(row, first);
    return bytes == null ? null : new StreamSize(bytes, row.getLong(first + 1));
  }

  static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return value == 0 && row.wasNull() ? null : value;
  }
}

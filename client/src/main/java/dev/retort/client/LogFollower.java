package dev.retort.client;

import java.time.Duration;
import java.util.function.LongFunction;

/// Reads a log until it is complete.
final class LogFollower {
  private static final Duration BETWEEN_READS = Duration.ofMillis(300);

  private LogFollower() {}

  /// @param read copies the log from an offset to its current end
  static void follow(long from, LongFunction<LogPosition> read) {
    LogPosition position = new LogPosition(from, false);
    while (!position.complete()) {
      LogPosition next = orNothingYet(position, read);
      if (!next.complete() && next.next() == position.next()) {
        try {
          Backoff.pause(BETWEEN_READS);
        } catch (InterruptedException stopped) {
          throw Exchange.interrupted(stopped);
        }
      }
      position = next;
    }
  }

  private static LogPosition orNothingYet(LogPosition position, LongFunction<LogPosition> read) {
    try {
      return read.apply(position.next());
    } catch (RetortClientException refused) {
      boolean never = refused.type().equals(RetortClientException.NO_LOG);
      if (!never && !refused.type().equals(RetortClientException.NO_OUTPUT_YET)) {
        throw refused;
      }
      return new LogPosition(position.next(), never);
    }
  }
}

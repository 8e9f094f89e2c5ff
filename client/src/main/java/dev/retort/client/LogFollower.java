package dev.retort.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Follows a log until its experiment has ended, over lost connections, restarts of the server and
/// retries of the experiment.
final class LogFollower {
  private static final Duration BETWEEN_READS = Duration.ofMillis(300);
  private static final int REFUSED_RANGE = 416;

  private LogFollower() {}

  /// What one request for the log returned.
  ///
  /// @param next the offset of the next read
  /// @param attempt the attempt that wrote the log; 0 if unknown
  /// @param whole whether the answer came to its end: the attempt is over
  record Part(long next, int attempt, boolean whole) {}

  /// Copies the log from an offset, until the attempt is over or the connection breaks.
  @FunctionalInterface
  interface Reader {
    /// @param attempt which attempt's log the offset belongs to; 0 for any
    Part read(long from, int attempt);
  }

  /// @param experiment reads the experiment; empty if it does not exist
  static void follow(long from, Reader reader, Supplier<Optional<RemoteExperiment>> experiment) {
    Part last = new Part(from, 0, false);
    while (true) {
      Part part;
      try {
        part = reader.read(last.next(), last.attempt());
      } catch (RetortClientException refused) {
        if (refused.type().equals(RetortClientException.NO_LOG)) {
          return;
        }
        if (!isRetried(refused, last, experiment)) {
          throw refused;
        }
        part = new Part(0, 0, false);
      }
      if (part.whole()) {
        if (isOver(part, experiment.get())) {
          return;
        }
        part = new Part(0, 0, false);
      } else if (part.next() == last.next()) {
        pause();
      }
      last = part;
    }
  }

  /// Whether the offset is beyond the log because a later attempt writes another one.
  private static boolean isRetried(
      RetortClientException refused, Part last, Supplier<Optional<RemoteExperiment>> experiment) {
    return refused.status() == REFUSED_RANGE
        && last.attempt() > 0
        && experiment.get().filter(now -> now.attempt() > last.attempt()).isPresent();
  }

  private static boolean isOver(Part part, Optional<RemoteExperiment> experiment) {
    return experiment.isEmpty()
        || (experiment.get().status().ended() && experiment.get().attempt() <= part.attempt());
  }

  private static void pause() {
    try {
      Backoff.pause(BETWEEN_READS);
    } catch (InterruptedException stopped) {
      throw Exchange.interrupted(stopped);
    }
  }
}

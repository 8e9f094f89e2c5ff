package dev.retort.bench.measure;

import java.io.IOException;

/// The server did not do the requested work, so the figures are invalid.
public final class BrokenException extends IOException {
  public BrokenException(String message) {
    super(message);
  }

  /// Compares two counts.
  ///
  /// @throws BrokenException if the counts differ
  public static void unlessEqual(String what, long expected, long found) throws BrokenException {
    if (expected != found) {
      throw new BrokenException(what + ": expected " + expected + ", found " + found);
    }
  }
}

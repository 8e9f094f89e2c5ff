package dev.retort.proof.bench;

import java.io.IOException;

/// What was measured did not do what it was asked to.
public final class BrokenException extends IOException {
  public BrokenException(String message) {
    super(message);
  }

  /// Compares two counts.
  ///
  /// @throws BrokenException when the numbers differ
  public static void unlessEqual(String what, long expected, long found) throws BrokenException {
    if (expected != found) {
      throw new BrokenException(what + ": expected " + expected + ", found " + found);
    }
  }
}

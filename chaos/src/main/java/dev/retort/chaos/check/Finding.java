package dev.retort.chaos.check;

/// A failed promise.
///
/// @param kind the column of the table
/// @param promise the promise in a few words
/// @param what the contradicting observation
public record Finding(Kind kind, String promise, String what) {

  /// The kind of failure.
  public enum Kind {
    /// An acknowledged experiment is missing, or never ended.
    LOST,
    /// An experiment or attempt exists or ran twice.
    DOUBLED,
    /// Something is not as it was promised.
    WRONG
  }

  static Finding lost(String promise, String what) {
    return new Finding(Kind.LOST, promise, what);
  }

  static Finding doubled(String promise, String what) {
    return new Finding(Kind.DOUBLED, promise, what);
  }

  /// Something is not as it was promised.
  public static Finding wrong(String promise, String what) {
    return new Finding(Kind.WRONG, promise, what);
  }
}

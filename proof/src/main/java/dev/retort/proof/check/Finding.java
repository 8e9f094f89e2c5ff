package dev.retort.proof.check;

/// One promise that did not hold.
///
/// @param kind which column of the table it belongs to
/// @param promise the promise in a few words
/// @param what what was seen instead
public record Finding(Kind kind, String promise, String what) {

  /// How it shows.
  public enum Kind {
    /// Something that was acknowledged is not there, or never ended.
    LOST,
    /// Something happened twice.
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

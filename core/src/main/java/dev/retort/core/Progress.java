package dev.retort.core;

/// How far a run is, in its own words.
///
/// @param fraction 0 to 1
/// @param message may be empty
public record Progress(double fraction, String message) {
  public Progress {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("progress must be 0..1, got " + fraction);
    }
  }
}

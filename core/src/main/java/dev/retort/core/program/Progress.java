package dev.retort.core.program;

/// The progress of a run, as reported by the program.
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

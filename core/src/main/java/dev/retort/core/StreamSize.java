package dev.retort.core;

/// How much a program wrote to one output stream, and how much of it was kept.
///
/// @param bytes how many bytes the program wrote
/// @param keptBytes how many of them were kept: the first ones
public record StreamSize(long bytes, long keptBytes) {
  public StreamSize {
    if (keptBytes < 0 || keptBytes > bytes) {
      throw new IllegalArgumentException(
          "the kept bytes must be 0.." + bytes + ", got " + keptBytes);
    }
  }

  /// Whether bytes are missing.
  public boolean truncated() {
    return keptBytes < bytes;
  }
}

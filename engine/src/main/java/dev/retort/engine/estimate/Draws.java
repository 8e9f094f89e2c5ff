package dev.retort.engine.estimate;

/// Reproducible draws: the same forecast for the same past. Not thread-safe.
final class Draws {
  private static final int UNEVEN = 11;

  private long state = 0x9E37_79B9_7F4A_7C15L;

  /// A number from `from` inclusive to `to` exclusive, each as probable as the others.
  int between(int from, int to) {
    // xorshift64: Marsaglia, "Xorshift RNGs", 2003; its lowest bits are the worst
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return from + (int) ((state >>> UNEVEN) % (to - from));
  }
}

package dev.retort.engine.pattern;

/// A text that counts how often its characters are read, so that a match ends after a number of
/// steps, or when its thread is interrupted. Not thread-safe.
final class MeteredText implements CharSequence {
  private static final int CHECK_MASK = 0xff;

  private final String text;
  private final String pattern;
  private final long maxSteps;
  private long steps;

  MeteredText(String text, String pattern, long maxSteps) {
    this.text = text;
    this.pattern = pattern;
    this.maxSteps = maxSteps;
  }

  @Override
  public char charAt(int index) {
    if ((++steps & CHECK_MASK) == 0
        && (steps > maxSteps || Thread.currentThread().isInterrupted())) {
      throw new PatternLimitException(
          "takes too long to match against the pattern "
              + ValuePattern.brief(pattern)
              + "; send a shorter value");
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.retort.core.program;

import java.nio.charset.StandardCharsets;

/// The name of an input file. Thread-safe.
public final class InputName {
  /// Maximum length in bytes of UTF-8.
  public static final int MAX_BYTES = 255;

  private InputName() {}

  /// Whether a file can have the name: not empty, no `/`, no control characters, neither `.` nor
  /// `..`, and at most [#MAX_BYTES].
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c))
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  static void require(String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "the name of an input file must have 1..255 bytes and no '/', got \"" + name + '"');
    }
  }
}

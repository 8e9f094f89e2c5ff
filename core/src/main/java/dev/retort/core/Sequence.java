package dev.retort.core;

import java.nio.charset.StandardCharsets;

/// A query's input, UTF-8 text: at hand, or kept elsewhere when it is too large to carry about.
public sealed interface Sequence {

  /// Length in bytes of the UTF-8 form.
  long bytes();

  /// The text itself.
  record Inline(String text) implements Sequence {
    @Override
    public long bytes() {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
      return "Inline[" + bytes() + " bytes]";
    }
  }

  /// Kept by the store or in the experiment's files; only its length is known here.
  record Kept(long bytes) implements Sequence {}
}

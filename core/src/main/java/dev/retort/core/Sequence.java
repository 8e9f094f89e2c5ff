package dev.retort.core;

import java.nio.charset.StandardCharsets;

/// The input of a query: text in memory, or a reference to text that the store holds, or to bytes
/// in a file.
public sealed interface Sequence {

  /// Length in bytes; for text, of its UTF-8 form.
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

  /// A reference to text in the store or to bytes in the experiment's files; holds their length
  /// only.
  record Kept(long bytes) implements Sequence {}
}

package dev.retort.core;

import java.nio.charset.StandardCharsets;

/// The input of a query, UTF-8 text: in memory, or a reference to text that the store or a file
/// holds.
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

  /// A reference to text in the store or in the experiment's files; holds its length only.
  record Kept(long bytes) implements Sequence {}
}

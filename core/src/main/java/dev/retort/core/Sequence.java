package dev.retort.core;

import java.nio.charset.StandardCharsets;

/// The main input of a query: text in memory, or a reference to text that the store holds, or to
/// bytes in a file. A query without a sequence has [#ABSENT].
public sealed interface Sequence {
  /// No sequence.
  Sequence ABSENT = new Kept(0);

  /// Length in bytes; for text, of its UTF-8 form.
  long bytes();

  /// Whether there is none; no sequence is empty.
  default boolean isAbsent() {
    return bytes() == 0;
  }

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

package dev.retort.engine;

import java.nio.file.Path;

/// One input of a query: text at hand, or bytes that a [Spool] has put on disk.
public sealed interface Input {

  /// Length in bytes; of text, of its UTF-8 form.
  long bytes();

  /// At hand.
  record Text(String text, long bytes) implements Input {}

  /// On disk, synced, in the data directory's `incoming`.
  ///
  /// @param file where
  /// @param digest SHA-256 of the content, hexadecimal
  record Spooled(Path file, long bytes, String digest) implements Input {}
}

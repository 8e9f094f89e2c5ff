package dev.retort.engine.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One input of a query: text in memory, bytes that a [Spool] has written to disk, or nothing.
public sealed interface Input {

  /// Length in bytes; for text, of its UTF-8 form.
  long bytes();

  /// A sequence that the query does not have.
  record Absent() implements Input {
    @Override
    public long bytes() {
      return 0;
    }
  }

  /// In memory.
  record Text(String text, long bytes) implements Input {}

  /// On disk, synced, in the data directory's `incoming`.
  ///
  /// @param file its path
  /// @param digest SHA-256 of the content, hexadecimal
  /// @param clientName the name that the client gave the file, as it was sent; null for none
  record Spooled(Path file, long bytes, String digest, @Nullable String clientName)
      implements Input {}
}

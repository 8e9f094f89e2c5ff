package dev.retort.engine.files;

import java.nio.file.Path;

/// Where an input of an experiment is kept, with the bytes that the client sent.
public sealed interface StoredInput {

  /// In the store, as text.
  record Inline(String text) implements StoredInput {}

  /// In a file. Its place changes once, when the first attempt starts.
  record OnDisk(Path file) implements StoredInput {}
}

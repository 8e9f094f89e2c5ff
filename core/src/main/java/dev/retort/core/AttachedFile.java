package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// An additional input file of a query; its content is on disk, next to the sequence.
///
/// @param name the file parameter of the program
/// @param bytes length in bytes
/// @param clientName the name that the client gave the file, made safe; null unless the program
///   keeps it
public record AttachedFile(String name, long bytes, @Nullable String clientName) {
  /// A file without a name of the client's.
  public AttachedFile(String name, long bytes) {
    this(name, bytes, null);
  }
}

package dev.retort.warden.client;

/// What became of one output stream of a program.
///
/// @param bytes how many bytes the program wrote
/// @param keptBytes how many of them are in the log: the first ones
/// @param noRoom whether bytes are missing since the disk had no room for them or could not be
///   written; else a stream is cut only by its limit
public record LogRecord(long bytes, long keptBytes, boolean noRoom) {
  /// Whether bytes are missing.
  public boolean cut() {
    return noRoom || keptBytes < bytes;
  }
}

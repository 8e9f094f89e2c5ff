package dev.retort.client;

/// A read position in a log.
///
/// @param next the byte offset of the next read
/// @param complete true if the log is complete
public record LogPosition(long next, boolean complete) {
  /// The beginning of a log.
  public static final LogPosition START = new LogPosition(0, false);
}

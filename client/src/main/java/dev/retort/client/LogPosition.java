package dev.retort.client;

/// How far a log has been read.
///
/// @param next the byte offset at which to go on
/// @param complete true when nothing more will be written
public record LogPosition(long next, boolean complete) {
  /// The beginning of a log.
  public static final LogPosition START = new LogPosition(0, false);
}

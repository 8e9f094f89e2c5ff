package dev.retort.server.events;

import java.time.Duration;

/// Times and bounds of open streams.
///
/// @param heartbeat longest silence of a stream of events
/// @param look time between two looks at the progress of watched experiments and at followed logs
/// @param most maximum number of open streams
/// @param changes maximum number of changes that a reconnecting stream of a filter can resume from
/// @param endless whether streams stay open; otherwise they end after what is there
public record StreamSettings(
    Duration heartbeat, Duration look, int most, int changes, boolean endless) {

  public static final StreamSettings DEFAULTS =
      new StreamSettings(Duration.ofSeconds(15), Duration.ofMillis(500), 20_000, 4_096, true);

  /// A copy with other times, for fast tests.
  public StreamSettings withTimes(Duration newHeartbeat, Duration newLook) {
    return new StreamSettings(newHeartbeat, newLook, most, changes, endless);
  }

  /// A copy with other bounds.
  public StreamSettings withBounds(int newMost, int newChanges) {
    return new StreamSettings(heartbeat, look, newMost, newChanges, endless);
  }

  public StreamSettings withEndless(boolean value) {
    return new StreamSettings(heartbeat, look, most, changes, value);
  }
}

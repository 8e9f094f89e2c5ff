package dev.retort.engine;

import dev.retort.core.Usage;
import dev.retort.engine.warden.HostName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What code that ran in this process has used.
final class OwnUsage {
  /// What is known of code that ran in this process without a thread of its own.
  static final Usage SHARED = of(null);

  private OwnUsage() {}

  /// What code in this process used: its memory is everybody's.
  static Usage of(@Nullable Duration cpuTime) {
    return new Usage(HostName.current(), null, cpuTime, "returned");
  }
}

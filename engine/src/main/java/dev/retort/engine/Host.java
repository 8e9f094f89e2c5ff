package dev.retort.engine;

import dev.retort.core.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The machine that this process runs on.
final class Host {
  private static final String NAME = read();

  /// What is known of code that ran in this process without a thread of its own.
  static final Usage SHARED = usage(null);

  private Host() {}

  static String name() {
    return NAME;
  }

  /// What code in this process used: its memory is everybody's.
  static Usage usage(@Nullable Duration cpuTime) {
    return new Usage(NAME, null, cpuTime, "returned");
  }

  private static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException notLinux) {
      return "unknown";
    }
  }
}

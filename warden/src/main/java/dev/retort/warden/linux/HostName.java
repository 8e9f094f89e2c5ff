package dev.retort.warden.linux;

import java.nio.file.Path;

/// The name of the machine.
public final class HostName {
  private static final String NAME =
      ProcFs.read(Path.of("/proc/sys/kernel/hostname")).map(String::strip).orElse("unknown");

  private HostName() {}

  /// The name at the first call; `unknown` if the system does not provide it.
  public static String current() {
    return NAME;
  }
}

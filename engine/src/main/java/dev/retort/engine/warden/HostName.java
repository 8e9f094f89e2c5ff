package dev.retort.engine.warden;

import java.nio.file.Path;

/// The name of the machine.
public final class HostName {
  private static final String NAME =
      ProcFs.read(Path.of("/proc/sys/kernel/hostname")).map(String::strip).orElse("unknown");

  private HostName() {}

  /// As it was when this process first asked; `unknown` where the system does not tell.
  public static String current() {
    return NAME;
  }
}

package dev.retort.engine.warden;

/// Which boot of the machine this is.
public final class Boot {
  private static final String ID = ProcFs.bootId();

  private Boot() {}

  /// Another one after each start of the machine, `/proc/sys/kernel/random/boot_id`.
  public static String id() {
    return ID;
  }
}

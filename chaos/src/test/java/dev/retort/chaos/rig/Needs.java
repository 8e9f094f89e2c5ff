package dev.retort.chaos.rig;

import dev.retort.test.Needed;

/// Skips a test that needs what this machine lacks.
public final class Needs {
  private Needs() {}

  public static void here(Need need) {
    need.missing().ifPresent(why -> Needed.here(why.replaceFirst("^needs ", ""), false));
  }
}

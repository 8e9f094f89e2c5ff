package dev.retort.test;

import java.util.Optional;
import org.opentest4j.TestAbortedException;

/// Skips tests that need more than a JDK and git. `./retort test` ends with a list of these skips.
public final class Needed {
  private Needed() {}

  /// Skips the running test when `obstacle` is present.
  ///
  /// @param what the tool or ability that the test needs, for example `bwrap`
  /// @param obstacle why the test cannot use it; empty when it can
  public static void here(String what, Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      throw new TestAbortedException(what + " is missing: " + obstacle.get());
    }
  }

  /// Skips the running test unless `available`.
  public static void here(String what, boolean available) {
    if (!available) {
      throw new TestAbortedException(what + " is missing");
    }
  }
}

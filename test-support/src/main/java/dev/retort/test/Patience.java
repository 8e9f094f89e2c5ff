package dev.retort.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Lets `await()` wait longer than its ten seconds: a program runs with the lowest priority, and
/// gets little of a machine that others keep busy.
public final class Patience implements LauncherSessionListener {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(LONG);
  }
}

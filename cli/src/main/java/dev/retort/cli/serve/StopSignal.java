package dev.retort.cli.serve;

import dev.retort.cli.terminal.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/// SIGTERM and SIGINT, which stop a server: the first gracefully, the second immediately.
/// Thread-safe.
///
/// Uses `sun.misc.Signal` instead of a shutdown hook: a hook cannot set the exit code 0, and the
/// JVM ignores a second signal while its hooks run.
final class StopSignal {
  private static final Duration LAST_WORK = Duration.ofSeconds(2);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicInteger signals = new AtomicInteger();
  private volatile Runnable lastWork = () -> {};

  /// Installs the signal handlers.
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), stop::received);
    }
    return stop;
  }

  /// Sets the action at a second signal; it may take at most two seconds.
  void beforeEnd(Runnable work) {
    lastWork = work;
  }

  private void received(Signal signal) {
    int count = signals.incrementAndGet();
    if (count == 1) {
      ask();
      return;
    }
    if (count == 2) {
      Thread last = Thread.ofPlatform().daemon().name("retort-abandon").start(lastWork);
      try {
        last.join(LAST_WORK);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    Runtime.getRuntime().halt(ExitCode.SIGNAL + signal.getNumber());
  }

  /// Has the effect of a first signal.
  void ask() {
    asked.countDown();
  }

  void await() throws InterruptedException {
    asked.await();
  }
}

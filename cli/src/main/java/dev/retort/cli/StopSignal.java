package dev.retort.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/// SIGTERM and SIGINT, which ask a server to stop: the first in peace, the second at once.
/// Thread-safe.
///
/// `sun.misc.Signal` and not a shutdown hook: a hook cannot give the exit code 0, and the JVM does
/// not listen to a second signal while its hooks run.
final class StopSignal {
  private static final Duration LAST_WORK = Duration.ofSeconds(2);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicInteger signals = new AtomicInteger();
  private volatile Runnable lastWork = () -> {};

  /// Listens from now on.
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), stop::received);
    }
    return stop;
  }

  /// What is done at a second signal, as far as it takes no longer than two seconds.
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

  /// The same as a first signal.
  void ask() {
    asked.countDown();
  }

  void await() throws InterruptedException {
    asked.await();
  }
}

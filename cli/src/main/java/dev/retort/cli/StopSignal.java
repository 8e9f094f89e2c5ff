package dev.retort.cli;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// SIGTERM and SIGINT, which ask a server to stop: the first in peace, the second at once.
/// Thread-safe.
///
/// `sun.misc.Signal` and not a shutdown hook: a hook cannot give the exit code 0, and the JVM does
/// not listen to a second signal while its hooks run.
final class StopSignal {
  private final CountDownLatch asked = new CountDownLatch(1);

  /// Listens from now on.
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), stop::received);
    }
    return stop;
  }

  private void received(Signal signal) {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(ExitCode.SIGNAL + signal.getNumber());
    }
    ask();
  }

  /// The same as a first signal.
  void ask() {
    asked.countDown();
  }

  void await() throws InterruptedException {
    asked.await();
  }
}

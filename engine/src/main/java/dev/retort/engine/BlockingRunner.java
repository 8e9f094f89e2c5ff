package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Outcome;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Consumer;

/// Runs Java code on a platform thread of its own, never on one that the server's virtual threads
/// share. Stopping it means interrupting it; code that ignores that keeps its slot. Thread-safe.
final class BlockingRunner implements Runner<Program.Blocking> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Runnable lowerPriority;

  /// @param lowerPriority puts the calling thread below those of the server
  BlockingRunner(Runnable lowerPriority) {
    this.lowerPriority = lowerPriority;
  }

  @Override
  public void start(Run run, Program.Blocking program, Consumer<Ending> end) {
    Thread thread =
        Thread.ofPlatform()
            .name("retort-" + program.name() + "-", 0)
            .daemon()
            .unstarted(() -> runToItsEnd(run, program, end));
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      end.accept(Ending.of(Outcome.Failed.because(Reason.OUT_OF_MEMORY, noThread.toString())));
      return;
    }
    run.attach(_ -> thread.interrupt());
  }

  /// What the program leaves of an interrupt must not hit the record of its end.
  private void runToItsEnd(Run run, Program.Blocking program, Consumer<Ending> end) {
    lowerPriority.run();
    Outcome outcome = call(run, program);
    boolean unused = Thread.interrupted();
    end.accept(
        run.ended(outcome, OwnUsage.of(Duration.ofNanos(THREADS.getCurrentThreadCpuTime()))));
  }

  // a program may throw anything; its run is the one place where everything is caught
  private static Outcome call(Run run, Program.Blocking program) {
    try {
      return JavaOutcome.returned(
          run.stopCause(), program.code().run(run), program.settings().successCodes());
    } catch (Throwable thrown) {
      return JavaOutcome.threw(run.stopCause(), thrown);
    }
  }
}

package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.engine.threads.Threads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Runs each Java program on its own platform thread, never on a carrier of virtual threads. A stop
/// interrupts the thread; code that ignores the interrupt keeps its slot. Thread-safe.
public final class BlockingRunner extends JavaRunner<Program.Blocking> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Runnable lowerPriority;

  /// @param lowerPriority lowers the priority of the calling thread
  public BlockingRunner(Threads threads, InstantSource clock, Runnable lowerPriority) {
    super(Program.Blocking.class, threads, clock);
    this.lowerPriority = lowerPriority;
  }

  @Override
  protected void call(Run run, Program.Blocking program, Consumer<AttemptResult> end) {
    Thread thread =
        Thread.ofPlatform()
            .name("retort-" + program.name() + "-", 0)
            .daemon()
            .unstarted(() -> runToItsEnd(run, program, end));
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      end.accept(
          AttemptResult.of(Outcome.Failed.because(Reason.OUT_OF_MEMORY, noThread.toString())));
      return;
    }
    run.attach(_ -> thread.interrupt());
  }

  /// A pending interrupt of the program must not affect the record of its end.
  private void runToItsEnd(Run run, Program.Blocking program, Consumer<AttemptResult> end) {
    lowerPriority.run();
    Outcome outcome = invoke(run, program);
    boolean unused = Thread.interrupted();
    end.accept(run.ended(outcome, usage(Duration.ofNanos(THREADS.getCurrentThreadCpuTime()))));
  }

  // a program may throw anything; only its run catches everything
  private static Outcome invoke(Run run, Program.Blocking program) {
    try {
      return JavaOutcome.returned(
          run.stopCause(), program.code().run(run), program.settings().successCodes());
    } catch (Throwable thrown) {
      return JavaOutcome.threw(run.stopCause(), thrown);
    }
  }
}

package dev.retort.bench.subject;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;

/// Occupies a core until its JVM is stopped.
public final class IsolatedBurner implements BlockingCode {
  @Override
  public int run(RunContext run) {
    long turns = 0;
    while (!Thread.currentThread().isInterrupted()) {
      turns++;
    }
    return (int) (turns & 1);
  }
}

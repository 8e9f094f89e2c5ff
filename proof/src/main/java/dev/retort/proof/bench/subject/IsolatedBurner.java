package dev.retort.proof.bench.subject;

import dev.retort.core.BlockingCode;
import dev.retort.core.RunContext;

/// Burns a core until its JVM is stopped.
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

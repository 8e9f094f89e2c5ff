package dev.retort.example.plain;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;

/// Reverses its input, in a JVM of its own.
public final class Reverse implements BlockingCode {
  @Override
  public int run(RunContext run) {
    run.result("\"" + new StringBuilder(run.sequence()).reverse() + "\"");
    return 0;
  }
}

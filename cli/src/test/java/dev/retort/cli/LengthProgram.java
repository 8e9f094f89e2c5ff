package dev.retort.cli;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;

/// Java code that a configuration names by its class.
public final class LengthProgram implements BlockingCode {
  @Override
  public int run(RunContext run) {
    run.result("{\"length\":" + run.sequence().length() + "}");
    return 0;
  }
}

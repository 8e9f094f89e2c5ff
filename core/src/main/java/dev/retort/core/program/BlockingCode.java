package dev.retort.core.program;

/// The code of a blocking program.
@FunctionalInterface
public interface BlockingCode {
  /// Does the work and returns the return code; an exception fails the attempt. Retort interrupts
  /// the thread to stop the work.
  int run(RunContext run) throws Exception;
}

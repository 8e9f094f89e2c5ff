package dev.retort.core;

/// The code of a blocking program.
@FunctionalInterface
public interface BlockingCode {
  /// Does the work and gives its return code; an exception is a failure. It is interrupted when it
  /// shall stop.
  int run(RunContext run) throws Exception;
}

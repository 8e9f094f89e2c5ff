package dev.retort.proof.bench;

import java.io.IOException;

/// One thing that is measured.
public interface Workload {
  /// For `--workloads`.
  String name();

  /// One line for people.
  String what();

  /// Measures. Blocks until it is done, or broken.
  ///
  /// @throws BrokenException when an answer was wrong or experiments are missing: then no figure is
  ///   worth anything
  void measure(Bench bench, Report report) throws IOException, InterruptedException;
}

package dev.retort.bench.measure;

import java.io.IOException;

/// A measurement of one aspect of the server.
public interface Workload {
  /// The name for `--workloads`.
  String name();

  /// A description in one line.
  String what();

  /// Takes all measurements. Blocks.
  ///
  /// @throws BrokenException if an answer is wrong or experiments are missing, so that all figures
  ///   are invalid
  void measure(Bench bench, BenchReport report) throws IOException, InterruptedException;
}

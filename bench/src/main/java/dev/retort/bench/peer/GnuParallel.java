package dev.retort.bench.peer;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BrokenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;

/// GNU parallel.
public final class GnuParallel {
  private static final double NANOS = 1e9;

  private GnuParallel() {}

  /// Why it cannot run here; empty if it can.
  public static Optional<String> missing(Bench bench) throws InterruptedException {
    if (!bench.settings().peers()) {
      return Optional.of("needs --peers");
    }
    return Tool.says("GNU parallel", "parallel", "--version")
        ? Optional.empty()
        : Optional.of("needs GNU parallel");
  }

  /// The time for `number` runs of `/bin/true`, two at a time. Output is passed on directly: this
  /// is faster than the default files for each run, and avoids deletions that would slow the file
  /// system for the next measurement.
  public static double seconds(Bench bench, int number) throws IOException, InterruptedException {
    Path jobs = Files.createTempFile(bench.settings().directory(), "jobs", "");
    Files.write(jobs, Collections.nCopies(number, "x"));
    long start = System.nanoTime();
    int code =
        new ProcessBuilder("parallel", "--will-cite", "--ungroup", "-j2", "-n1", "/bin/true")
            .redirectInput(jobs.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    double seconds = (System.nanoTime() - start) / NANOS;
    BrokenException.unlessEqual("exit code of parallel", 0, code);
    Files.delete(jobs);
    return seconds;
  }
}

package dev.retort.proof.bench.peer;

import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;

/// GNU parallel.
public final class GnuParallel {
  private static final double NANOS = 1e9;

  private GnuParallel() {}

  /// Why it does not run here; empty when it does.
  public static Optional<String> missing(Bench bench) throws InterruptedException {
    if (!bench.settings().peers()) {
      return Optional.of("needs --peers");
    }
    return Tool.says("GNU parallel", "parallel", "--version")
        ? Optional.empty()
        : Optional.of("needs GNU parallel");
  }

  /// How long it takes to run `/bin/true` that often, two at a time. What the runs print is passed
  /// on as it comes: that is faster than the files that it otherwise keeps for each run, and what a
  /// peer deletes must not slow the file system for the one that is measured after it.
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

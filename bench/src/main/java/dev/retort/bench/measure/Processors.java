package dev.retort.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The load of all processors since the creation of this object, from `/proc/stat`.
public final class Processors {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISKS = 4;
  private static final int PERCENT = 100;

  private final long[] before = ticks();

  public Processors() throws IOException {}

  /// The unused share in percent.
  public double idle() throws IOException {
    long[] now = ticks();
    long all = Arrays.stream(now).sum() - Arrays.stream(before).sum();
    long idle = now[IDLE] - before[IDLE] + now[WAITING_FOR_DISKS] - before[WAITING_FOR_DISKS];
    return all == 0 ? 0 : (double) PERCENT * idle / all;
  }

  private static long[] ticks() throws IOException {
    String[] words = Files.readAllLines(STAT).getFirst().split("\\s+", -1);
    return Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
  }
}

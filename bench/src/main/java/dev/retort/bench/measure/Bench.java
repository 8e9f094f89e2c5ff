package dev.retort.bench.measure;

import dev.retort.rig.ServerLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The environment of a workload. Not thread-safe.
public final class Bench {
  private final BenchSettings settings;
  private int servers;

  public Bench(BenchSettings settings) {
    this.settings = settings;
  }

  public BenchSettings settings() {
    return settings;
  }

  public int rounds() {
    return settings.rounds();
  }

  /// The duration of a round without an end of its own.
  public Duration round() {
    return settings.round();
  }

  /// A new directory.
  public Path directory(String name) throws IOException {
    servers++;
    return Files.createDirectories(settings.directory().resolve(name + "-" + servers));
  }

  /// Starts a server on an empty data directory.
  public Subject server(String name) throws IOException, InterruptedException {
    return server(name, launch -> launch);
  }

  /// The same with a changed command line.
  public Subject server(String name, UnaryOperator<ServerLaunch> change)
      throws IOException, InterruptedException {
    return Subject.start(directory(name), change);
  }

  /// Starts a server on a prepared directory from [#directory].
  public Subject serverOn(Path directory) throws IOException, InterruptedException {
    return Subject.start(directory, launch -> launch);
  }

  /// Takes one sample in each round.
  public List<Double> each(Measurement measurement) throws IOException, InterruptedException {
    List<Double> samples = new ArrayList<>();
    for (int round = 0; round < rounds(); round++) {
      samples.add(measurement.once());
    }
    return samples;
  }

  /// One sample.
  @FunctionalInterface
  public interface Measurement {
    double once() throws IOException, InterruptedException;
  }
}

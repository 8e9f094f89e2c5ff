package dev.retort.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/// Sends one request repeatedly over several connections in a closed loop: each connection sends
/// its next request after the answer to the previous one. Uses one thread. Not thread-safe.
public final class HttpLoad {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Request request;
  private final int connections;

  /// @param connections keep-alive connections, each with at most one request in flight
  public HttpLoad(Request request, int connections) {
    this.request = request;
    this.connections = connections;
  }

  /// Sends requests for the given time, then waits for outstanding answers.
  public LoadResult lasting(Duration time) throws IOException {
    return loop(time, Long.MAX_VALUE);
  }

  /// Sends the given number of requests.
  public LoadResult times(long requests) throws IOException {
    return loop(FOR_EVER, requests);
  }

  private LoadResult loop(Duration time, long most) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Latencies latencies = new Latencies();
    try (Connections open = new Connections(request, connections)) {
      long cpu = threads.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      long end = start + time.toNanos();
      long sent = 0;
      for (Connection each : open.all()) {
        if (sent < most) {
          each.send(System.nanoTime());
          sent++;
        }
      }
      while (latencies.count() < sent) {
        for (Connection each : open.answered()) {
          long now = System.nanoTime();
          latencies.add(now - each.since());
          if (now < end && sent < most) {
            each.send(now);
            sent++;
          }
        }
      }
      return new LoadResult(
          sent,
          Duration.ofNanos(System.nanoTime() - start),
          latencies,
          Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpu));
    }
  }
}

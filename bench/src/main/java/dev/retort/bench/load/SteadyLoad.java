package dev.retort.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Sends one request at a fixed rate, independent of earlier answers: an open loop. A request's
/// latency starts at its scheduled time, so that a stall counts for every request that it delays.
/// Uses two threads: one sends, one reads. Not thread-safe.
public final class SteadyLoad {
  private static final long NANOS_IN_SECOND = 1_000_000_000L;

  private final Request request;
  private final int connections;
  private final Object lock = new Object();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Deque<Long> late = new ArrayDeque<>();

  /// @param connections keep-alive connections; a request without an idle one waits, and its
  ///   latency includes the wait
  public SteadyLoad(Request request, int connections) {
    this.request = request;
    this.connections = connections;
  }

  /// Sends requests for the given time, then waits for outstanding answers.
  ///
  /// @param perSecond requests per second
  public LoadResult lasting(int perSecond, Duration time) throws IOException, InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long requests = perSecond * time.toNanos() / NANOS_IN_SECOND;
    try (Connections open = new Connections(request, connections)) {
      idle.clear();
      late.clear();
      idle.addAll(open.all());
      Latencies latencies = new Latencies();
      AtomicReference<IOException> broken = new AtomicReference<>();
      long[] readerCpu = new long[1];
      long cpu = threads.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  read(open, latencies, requests);
                } catch (IOException failed) {
                  broken.set(failed);
                } catch (ClosedSelectorException ended) {
                  broken.set(new IOException("the load was aborted", ended));
                }
                readerCpu[0] = threads.getCurrentThreadCpuTime();
              });
      for (long number = 0; number < requests && broken.get() == null; number++) {
        long due = start + number * NANOS_IN_SECOND / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
        send(due);
      }
      reader.join();
      if (broken.get() != null) {
        throw broken.get();
      }
      long used = threads.getCurrentThreadCpuTime() - cpu + readerCpu[0];
      return new LoadResult(
          requests, Duration.ofNanos(System.nanoTime() - start), latencies, Duration.ofNanos(used));
    }
  }

  private void send(long due) throws IOException {
    synchronized (lock) {
      Connection free = idle.poll();
      if (free == null) {
        late.add(due);
      } else {
        free.send(due);
      }
    }
  }

  private void read(Connections open, Latencies latencies, long requests) throws IOException {
    while (latencies.count() < requests) {
      for (Connection each : open.answered()) {
        latencies.add(System.nanoTime() - each.since());
        synchronized (lock) {
          Long due = late.poll();
          if (due == null) {
            idle.add(each);
          } else {
            each.send(due);
          }
        }
      }
    }
  }
}

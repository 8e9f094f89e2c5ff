package dev.retort.server.metrics;

import dev.retort.core.RetortException;
import dev.retort.core.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Collects metrics on one platform thread, because a reading blocks in native calls. Scrapes that
/// wait for their turn share one collection, however many they are, and each sees what happened
/// before it. Thread-safe.
final class Scrapes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Function<String, byte[]> collection;
  private final Map<String, Future<byte[]>> waiting = new HashMap<>();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          IDLE.toSeconds(),
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("retort-metrics").daemon().factory());

  /// @param collection collects all metrics in a format
  Scrapes(Function<String, byte[]> collection) {
    this.collection = collection;
  }

  /// Blocks until the metrics are collected.
  ///
  /// @throws UnavailableException if that takes too long, or on a stop
  byte[] scrape(String format) throws InterruptedException {
    try {
      return next(format).get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RetortException known
          ? known
          : new RetortException("cannot collect the metrics: " + failed.getCause(), failed);
    } catch (TimeoutException late) {
      throw new UnavailableException("the metrics are not collected in time", RETRY_AFTER);
    } catch (CancellationException | RejectedExecutionException stopping) {
      throw new UnavailableException("the server is stopping", RETRY_AFTER);
    }
  }

  private synchronized Future<byte[]> next(String format) {
    return waiting.computeIfAbsent(format, _ -> thread.submit(() -> collect(format)));
  }

  private byte[] collect(String format) {
    synchronized (this) {
      waiting.remove(format);
    }
    return collection.apply(format);
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}

package dev.retort.example.proteinsearch;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// A fixed number of threads that share a list of tasks. Thread-safe.
///
/// @param threads at least 1
record Workers(int threads) {
  /// Calls `task` with each of 0 to `count` - 1, in no order, and returns when all are done. The
  /// first failure is thrown here.
  void each(int count, IntConsumer task) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            task.accept(i);
          }
          return null;
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the search failed: " + e.getCause(), e.getCause());
    }
  }
}

package dev.retort.bench.subject;

import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/// Commands of the bench to its server in addition to HTTP: create a backlog, and measure values
/// inside the process. Not thread-safe.
final class Orders {
  private static final int AT_ONCE = 512;
  private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int PERCENT = 100;

  /// The histogram's last line: `Total`, number of objects, bytes.
  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)$");

  private final Engine engine;

  Orders(Engine engine) {
    this.engine = engine;
  }

  String obey(String line) throws InterruptedException {
    String[] words = line.split(" ", -1);
    return switch (words[0]) {
      case "fill" -> fill(words[1], Integer.parseInt(words[2]));
      case "drain" -> drain(words[1]);
      case "running" -> running(words[1], Integer.parseInt(words[2]));
      case "heap" -> heap();
      case "collectors" -> collectors();
      case "store" -> engine.storeDescription();
      default -> "unknown order " + words[0];
    };
  }

  /// Submits queries within this process; each is durable.
  private String fill(String program, int number) throws InterruptedException {
    Semaphore room = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < number; i++) {
        room.acquire();
        threads.execute(() -> {
          try {
            engine.submit(Query.of(program, "fill", "MKTAYIAKQRQISFVKSHFSRQ"));
          } finally {
            room.release();
          }
        });
      }
    }
    return Long.toString(engine.backlogLength());
  }

  /// Resumes a program and waits until the backlog is empty; returns nanoseconds.
  private String drain(String program) {
    long start = System.nanoTime();
    engine.resume(program);
    while (engine.backlogLength() > 0) {
      LockSupport.parkNanos(LOOK_EVERY);
    }
    return Long.toString(System.nanoTime() - start);
  }

  /// Waits until `number` experiments of a program run, for at most five minutes; returns their
  /// number.
  private String running(String program, int number) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (running(program) < number && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_EVERY);
    }
    return Long.toString(running(program));
  }

  private long running(String program) {
    return engine.backlog().queues().stream()
        .filter(queue -> queue.program().equals(program))
        .mapToLong(queue -> queue.counts().getOrDefault(Status.RUNNING, 0L))
        .sum();
  }

  /// The size of all reachable objects in bytes: the sum of a histogram, because the JVM counts
  /// used heap in whole regions. Waits until the size no longer falls, as it does while connections
  /// close; also collects garbage, so that the heap shrinks.
  private static String heap() {
    long now = reachable();
    long before;
    do {
      before = now;
      LockSupport.parkNanos(REST);
      now = reachable();
    } while (now < before - before / PERCENT);
    return Long.toString(now);
  }

  private static long reachable() {
    System.gc();
    System.gc();
    Matcher total = HISTOGRAM_TOTAL.matcher(histogram());
    if (!total.find()) {
      throw new IllegalStateException("the JVM's histogram has no total");
    }
    return Long.parseLong(total.group(1));
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException failed) {
      throw new IllegalStateException("the JVM returned no histogram of its heap", failed);
    }
  }

  private static String collectors() {
    List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
    return all.stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", "))
        + "; heap of "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB at most";
  }
}

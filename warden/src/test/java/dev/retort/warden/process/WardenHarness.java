package dev.retort.warden.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Sandbox;
import dev.retort.test.Needed;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.Warden;
import dev.retort.warden.isolation.Protection;
import dev.retort.warden.linux.ProcFs;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A node with a real warden on a temporary directory. Thread-safe.
final class WardenHarness implements AutoCloseable, Warden.Listener {
  /// Programs get only what nobody else wants: on a machine that others keep busy, that is little.
  static final Duration LONG = Duration.ofMinutes(3);

  /// For programs that do not obey; any other may need long to do it.
  static final Duration SHORT = Duration.ofMillis(300);

  private final Path data;
  private final AtomicInteger attempts = new AtomicInteger();
  private final Map<Path, CountDownLatch> ends = new ConcurrentHashMap<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch lost = new CountDownLatch(1);
  private final Set<Long> wardens = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Warden warden;

  WardenHarness(Path data) {
    this.data = data;
  }

  /// Skips a test with the control groups that a parameter names, where there are none of them.
  static void assumeGroups(String groups) {
    if (groups.equals("v1")) {
      Needed.here("a writable control group (v1)", Protection.probe().proof() == Proof.CGROUP);
    }
  }

  /// Connects, again if need be.
  synchronized Warden warden() {
    Warden connected = warden;
    if (connected == null) {
      connected = Warden.connect(data, this);
      wardens.add(connected.pid());
      warden = connected;
    }
    return connected;
  }

  /// As if the node were killed.
  synchronized void disconnect() {
    Warden connected = warden;
    if (connected != null) {
      connected.close();
      warden = null;
    }
  }

  /// What was told of the attempts, `<number> emptied` or `<number> ended`.
  List<String> events() {
    return List.copyOf(events);
  }

  Path newAttempt() {
    try {
      Path attempt = data.resolve("attempts/" + attempts.incrementAndGet());
      Files.createDirectories(attempt.resolve("work"));
      return attempt;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Laid out as in a server's data directory: an experiment has a directory of its own.
  Path newAttemptOf(String experiment) {
    try {
      Path attempt = data.resolve("experiments/" + experiment + "/attempts/1");
      Files.createDirectories(attempt.resolve("work"));
      return attempt;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A program under /bin/sh.
  static Launch shell(Path attempt, String script) {
    return command(attempt, "/bin/sh", "-c", script);
  }

  static Launch command(Path attempt, String... words) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    return Launch.of(attempt, List.of(words)).environment(environment).gracePeriod(LONG).build();
  }

  static Launch withTimeout(Launch launch, Duration timeout) {
    return launch.but().timeout(timeout).build();
  }

  static Launch withGracePeriod(Launch launch, Duration gracePeriod) {
    return launch.but().gracePeriod(gracePeriod).build();
  }

  static Launch with(Launch launch, ResourceLimits limits, Sandbox sandbox) {
    return launch.but().limits(limits).sandbox(sandbox).build();
  }

  static Launch withStdoutLimit(Launch launch, long limit) {
    return launch.but().logLimits(limit, launch.stderrLimit()).build();
  }

  ProcessIdentity start(Launch launch) {
    StartResult result = warden().start(launch);
    assertThat(result).isInstanceOf(StartResult.Started.class);
    return ((StartResult.Started) result).process();
  }

  ExitRecord run(Launch launch) {
    start(launch);
    return awaitEnd(launch.attemptDirectory());
  }

  ExitRecord run(String script) {
    return run(shell(newAttempt(), script));
  }

  ExitRecord awaitEnd(Path attempt) {
    try {
      assertThat(ends(attempt).await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new AttemptDirectory(attempt).exit().orElseThrow();
  }

  /// Blocks until the program has written so much that the file is there and not empty.
  static String awaitText(Path file) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(file) && Files.size(file) > 0);
    return read(file);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean alive(long pid) {
    return ProcFs.stat(pid).map(stat -> !stat.dead()).orElse(false);
  }

  static void awaitDeath(long pid) {
    await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> !alive(pid));
  }

  void awaitLost() throws InterruptedException {
    assertThat(lost.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    disconnect();
  }

  @Override
  public void emptied(Path attempt) {
    events.add(attempt.getFileName() + " emptied");
  }

  @Override
  public void ended(Path attempt) {
    events.add(attempt.getFileName() + " ended");
    ends(attempt).countDown();
  }

  @Override
  public void lost() {
    lost.countDown();
  }

  private CountDownLatch ends(Path attempt) {
    return ends.computeIfAbsent(attempt, _ -> new CountDownLatch(1));
  }

  /// Ends the wardens, which end their programs and remove their control groups.
  @Override
  public void close() {
    disconnect();
    for (long pid : wardens) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      awaitDeath(pid);
    }
  }
}

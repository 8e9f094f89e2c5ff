package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// The warden's process. A node starts it; it is no command for people.
///
/// Exit codes: 0 it is not needed any more, 1 it cannot work, 3 another warden has this data
/// directory. SIGTERM stops all programs (`SHUTDOWN`), records their ends, and exits.
public final class WardenMain {
  static final String IDLE_PROPERTY = "dev.retort.warden.idleMillis";
  static final int TAKEN = 3;

  private static final System.Logger LOG = System.getLogger(WardenMain.class.getName());
  private static final Duration WAIT_FOR_LOCK = Duration.ofSeconds(10);

  private WardenMain() {}

  /// @param arguments the data directory
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("expected the data directory, got " + arguments.length);
    }
    becomeIndependent();
    Endpoint endpoint = Endpoint.of(Path.of(arguments[0]));
    endpoint.create();
    try (FileChannel lock =
        FileChannel.open(endpoint.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!acquired(lock)) {
        LOG.log(INFO, "another warden has {0}", endpoint.directory());
        System.exit(TAKEN);
      }
      WardenCode.removeOthers(endpoint);
      serve(endpoint);
      System.exit(0); // with the lock still held: what goes now is surely ours
    }
  }

  /// A terminal's signals do not reach it, and orphans of its programs come to it.
  private static void becomeIndependent() {
    if (Kernel.newSession() < 0) {
      LOG.log(WARNING, "no session of its own: a signal to the node's group reaches the warden");
    }
    Kernel.ignore(Libc.SIGHUP);
    Kernel.ignore(Libc.SIGINT);
    Kernel.umask(077);
    if (Kernel.becomeSubreaper() < 0) {
      LOG.log(WARNING, "not a subreaper: programs that daemonise may escape");
    }
  }

  private static boolean acquired(FileChannel channel) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + WAIT_FOR_LOCK.toNanos();
    while (System.nanoTime() < deadline) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return false;
  }

  private static void serve(Endpoint endpoint) throws IOException, InterruptedException {
    ControlGroups.Choice groups = ControlGroups.choose(groupName(endpoint));
    Duration idle = Duration.ofMillis(Long.getLong(IDLE_PROPERTY, 5000));
    LimitGroups limits = LimitGroups.find(groupName(endpoint), groups.group());
    WardenServer server =
        new WardenServer(endpoint, Clock.systemUTC(), groups.group(), limits, idle);
    Thread terminated = Thread.ofPlatform().unstarted(() -> terminate(server, groups));
    Runtime.getRuntime().addShutdownHook(terminated);
    server.start();
    LOG.log(
        INFO,
        "warden {0} of {1} serves; control group: {2}; limits: {3}",
        Build.version(),
        endpoint.directory(),
        groups.description(),
        limits.description());
    server.awaitIdle();
  }

  /// Runs at SIGTERM, and when the warden has become idle.
  private static void terminate(WardenServer server, ControlGroups.Choice groups) {
    try {
      server.shutDown();
      server.close();
      if (groups.group().isPresent()) {
        groups.group().get().remove();
      }
      LOG.log(INFO, "the warden ends");
    } catch (IOException e) {
      LOG.log(ERROR, "the warden ends, and leaves something behind", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One group for each data directory.
  private static String groupName(Endpoint endpoint) {
    return "retort-" + HexFormat.of().toHexDigits(endpoint.directory().toString().hashCode());
  }
}

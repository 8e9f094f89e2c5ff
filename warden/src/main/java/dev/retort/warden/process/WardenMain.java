package dev.retort.warden.process;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.WardenBuild;
import dev.retort.warden.client.WardenEndpoint;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.code.WardenCode;
import dev.retort.warden.isolation.ControlGroups;
import dev.retort.warden.isolation.LimitGroups;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The warden's process. A node starts it; people do not.
///
/// Exit codes: 0 no node needs it or its data directory was deleted, 1 it cannot work, 3 another
/// warden holds the lock of this data directory. SIGTERM stops all programs (`SHUTDOWN`), records
/// their ends, and exits.
public final class WardenMain {

  private static final System.Logger LOG = System.getLogger(WardenMain.class.getName());
  private static final long LOCK_WAIT_MILLIS = 10_000;

  private WardenMain() {}

  /// @param arguments the data directory
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("expected the data directory, got " + arguments.length);
    }
    becomeIndependent();
    WardenEndpoint endpoint = WardenEndpoint.of(Path.of(arguments[0]));
    endpoint.create();
    try (FileChannel lock =
        FileChannel.open(endpoint.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!acquired(lock, endpoint)) {
        LOG.log(INFO, "another warden holds the lock of {0}", endpoint.directory());
        System.exit(WardenProcess.TAKEN);
      }
      WardenCode.removeOthers(endpoint.directory());
      serve(endpoint, OwnLock.of(endpoint.lock()));
      System.exit(0); // the lock is still held, so what the hook removes is ours
    }
  }

  /// Leaves the terminal's session, and becomes the parent of its programs' orphans.
  private static void becomeIndependent() {
    if (Kernel.newSession() < 0) {
      LOG.log(
          WARNING,
          "cannot create a session: a signal to the node's process group reaches the warden");
    }
    Kernel.ignore(Libc.SIGHUP);
    Kernel.ignore(Libc.SIGINT);
    Kernel.umask(077);
    if (Kernel.becomeSubreaper() < 0) {
      LOG.log(WARNING, "cannot become a subreaper: programs that daemonise may escape");
    }
  }

  private static boolean acquired(FileChannel channel, WardenEndpoint endpoint)
      throws IOException, InterruptedException {
    FutureTask<FileLock> lock = new FutureTask<>(channel::lock);
    Thread.ofPlatform().name("lock").daemon().start(lock);
    try {
      long wait = Long.getLong(WardenProcess.LOCK_WAIT_PROPERTY, LOCK_WAIT_MILLIS);
      FileLock unused = lock.get(wait, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException("cannot lock " + endpoint.lock(), e.getCause());
    }
  }

  private static void serve(WardenEndpoint endpoint, OwnLock lock)
      throws IOException, InterruptedException {
    ControlGroups.Choice groups = ControlGroups.choose(groupName(endpoint));
    Duration idle = Duration.ofMillis(Long.getLong(WardenProcess.IDLE_PROPERTY, 5000));
    LimitGroups limits = LimitGroups.find(groupName(endpoint), groups.group());
    WardenServer server =
        new WardenServer(endpoint, lock, Clock.systemUTC(), groups.group(), limits, idle);
    Thread terminated = Thread.ofPlatform().unstarted(() -> terminate(server, groups));
    Runtime.getRuntime().addShutdownHook(terminated);
    server.start();
    LOG.log(
        INFO,
        "warden {0} of {1} serves; control group: {2}; limits: {3}",
        WardenBuild.brief(WardenBuild.ofThisWarden()),
        endpoint.directory(),
        groups.words(),
        limits.words());
    Thread.ofPlatform().name("code").daemon().start(OwnCode::hold);
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
      LOG.log(INFO, "the warden exits");
    } catch (IOException e) {
      LOG.log(ERROR, "the warden exits, but could not remove all of its files", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One group for each data directory.
  private static String groupName(WardenEndpoint endpoint) {
    return "retort-" + HexFormat.of().toHexDigits(endpoint.directory().toString().hashCode());
  }
}

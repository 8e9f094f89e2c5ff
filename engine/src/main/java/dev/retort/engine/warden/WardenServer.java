package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The warden's side of the socket: accepts nodes, and ends when nobody needs it any more.
/// Thread-safe.
final class WardenServer {
  private static final System.Logger LOG = System.getLogger(WardenServer.class.getName());
  private static final int LAUNCHERS = 4;

  private final Endpoint endpoint;
  private final Duration idleTime;
  private final Attempts attempts;
  private final ServerSocketChannel listener;
  private final Set<Session> sessions = new HashSet<>();
  private final ExecutorService launchers =
      Executors.newFixedThreadPool(
          LAUNCHERS, Thread.ofPlatform().name("launcher-", 0).daemon().factory());
  private boolean dismissed;
  private boolean exiting;
  private long idleSince = System.nanoTime();

  WardenServer(
      Endpoint endpoint,
      Clock clock,
      Optional<ControlGroup> group,
      LimitGroups limits,
      Duration idleTime)
      throws IOException {
    this.endpoint = endpoint;
    this.idleTime = idleTime;
    this.attempts = new Attempts(clock, endpoint.data(), group, limits, new Told());
    UnixDomainSocketAddress address = endpoint.newAddress();
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(address);
    Files.setPosixFilePermissions(address.getPath(), PosixFilePermissions.fromString("rw-------"));
    endpoint.publish(address);
  }

  /// Accepts nodes; does not block.
  void start() {
    Thread.ofPlatform().name("accept").daemon().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        Session session = new Session(channel, attempts, launchers, this);
        if (!admitted(session)) {
          channel.close();
          continue;
        }
        Thread.ofPlatform().name("node").daemon().start(() -> serve(session));
      }
    } catch (IOException e) {
      LOG.log(INFO, "no more nodes are accepted: {0}", e.toString());
    }
  }

  /// From the moment at which the warden has decided to exit, no node gets as far as a welcome.
  private synchronized boolean admitted(Session session) {
    return !exiting && sessions.add(session);
  }

  private void serve(Session session) {
    try {
      session.serve();
    } finally {
      synchronized (this) {
        sessions.remove(session);
        idleSince = System.nanoTime();
      }
    }
  }

  private synchronized void toAll(Message message) {
    idleSince = System.nanoTime();
    sessions.forEach(session -> session.send(message));
  }

  private final class Told implements Attempts.Listener {
    @Override
    public void emptied(Path attempt) {
      toAll(new Message.Emptied(attempt));
    }

    @Override
    public void ended(Path attempt) {
      toAll(new Message.Ended(attempt));
    }
  }

  synchronized void dismiss() {
    LOG.log(INFO, "dismissed: exits when idle");
    dismissed = true;
    notifyAll();
  }

  /// A node has come: what an earlier one said of the end does not count any more.
  synchronized void needed() {
    dismissed = false;
  }

  /// Returns when the warden is not needed any more; from then on it starts nothing.
  synchronized void awaitIdle() throws InterruptedException {
    while (true) {
      boolean alone = sessions.isEmpty() && System.nanoTime() - idleSince >= idleTime.toNanos();
      if ((dismissed || alone) && attempts.closeIfIdle()) {
        exiting = true;
        return;
      }
      wait(50);
    }
  }

  /// Stops all programs and waits until their ends are recorded.
  void shutDown() throws InterruptedException {
    synchronized (this) {
      exiting = true;
    }
    attempts.shutDown();
    List<Session> last;
    synchronized (this) {
      last = List.copyOf(sessions);
    }
    for (Session session : last) {
      session.finish();
    }
  }

  /// A node that comes too late finds no socket, or loses its connection, and starts a new warden.
  void close() throws IOException {
    endpoint.removeAddress();
    listener.close();
  }
}

package dev.retort.warden.process;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.Message;
import dev.retort.warden.client.WardenEndpoint;
import dev.retort.warden.isolation.ControlGroup;
import dev.retort.warden.isolation.LimitGroups;
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
import java.util.concurrent.TimeUnit;

/// The warden's side of the socket: accepts nodes, and ends when no node needs it. Thread-safe.
final class WardenServer {
  private static final System.Logger LOG = System.getLogger(WardenServer.class.getName());
  private static final int LAUNCHERS = 4;

  /// How often the warden checks that its data directory exists.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final WardenEndpoint endpoint;
  private final OwnLock lock;
  private final UnixDomainSocketAddress address;
  private final Duration idleTime;
  private final AttemptTable attempts;
  private final ServerSocketChannel listener;
  private final Lifetime lifetime = new Lifetime();
  private final Set<NodeSession> sessions = new HashSet<>();
  private final ExecutorService launchers =
      Executors.newFixedThreadPool(
          LAUNCHERS, Thread.ofPlatform().name("launcher-", 0).daemon().factory());
  private boolean dismissed;
  private boolean exiting;
  private long idleSince = System.nanoTime();

  WardenServer(
      WardenEndpoint endpoint,
      OwnLock lock,
      Clock clock,
      Optional<ControlGroup> group,
      LimitGroups limits,
      Duration idleTime)
      throws IOException {
    this.endpoint = endpoint;
    this.lock = lock;
    this.idleTime = idleTime;
    AttemptContext context = new AttemptContext(clock, endpoint.data(), group, limits);
    this.attempts = new AttemptTable(context, new Events());
    context.begin();
    address = endpoint.newAddress();
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
        NodeSession session = new NodeSession(channel, attempts, launchers, lifetime);
        if (!admitted(session)) {
          channel.close();
          continue;
        }
        Thread.ofPlatform().name("node").daemon().start(() -> serve(session));
      }
    } catch (IOException e) {
      LOG.log(INFO, "the warden accepts no further nodes: {0}", e.toString());
    }
  }

  /// Once the warden has decided to exit, no node receives a welcome.
  private synchronized boolean admitted(NodeSession session) {
    return !exiting && sessions.add(session);
  }

  private void serve(NodeSession session) {
    try {
      session.serve();
    } finally {
      synchronized (this) {
        sessions.remove(session);
        idleSince = System.nanoTime();
        notifyAll();
      }
    }
  }

  private synchronized void toAll(Message message) {
    idleSince = System.nanoTime();
    sessions.forEach(session -> session.send(message));
  }

  private final class Events implements AttemptTable.Listener {
    @Override
    public void emptied(Path attempt) {
      toAll(new Message.Emptied(attempt));
    }

    @Override
    public void ended(Path attempt) {
      toAll(new Message.Ended(attempt));
    }

    @Override
    public void released() {
      synchronized (WardenServer.this) {
        WardenServer.this.notifyAll();
      }
    }
  }

  private final class Lifetime implements NodeSession.Listener {
    /// Cancels an earlier dismissal.
    @Override
    public void connected() {
      synchronized (WardenServer.this) {
        dismissed = false;
      }
    }

    @Override
    public void dismissed() {
      LOG.log(INFO, "dismissed; the warden exits when idle");
      synchronized (WardenServer.this) {
        dismissed = true;
        WardenServer.this.notifyAll();
      }
    }
  }

  /// Blocks until no node needs the warden, or its data directory is deleted; the warden then
  /// rejects all starts. Wakes once a second at most, unless something happens.
  synchronized void awaitIdle() throws InterruptedException {
    while (lock.isThere()) {
      long left = sessions.isEmpty() ? idleTime.toNanos() - (System.nanoTime() - idleSince) : 1;
      if ((dismissed || left <= 0) && attempts.closeIfIdle()) {
        exiting = true;
        return;
      }
      boolean expires = sessions.isEmpty() && left > 0;
      TimeUnit.NANOSECONDS.timedWait(
          this, expires ? Math.min(left, LOOK.toNanos()) : LOOK.toNanos());
    }
    LOG.log(WARNING, "the data directory {0} was deleted: ending all programs", endpoint.data());
    exiting = true;
  }

  /// Stops all programs and waits until their ends are recorded.
  void shutDown() throws InterruptedException {
    synchronized (this) {
      exiting = true;
    }
    attempts.shutDown();
    List<NodeSession> last;
    synchronized (this) {
      last = List.copyOf(sessions);
    }
    for (NodeSession session : last) {
      session.finish();
    }
  }

  /// A node that connects later finds no socket, or loses its connection, and starts a new warden.
  void close() throws IOException {
    if (lock.isThere()) {
      endpoint.removeAddress();
    } else {
      endpoint.removeSocket(address); // a new directory at that path belongs to another warden
    }
    listener.close();
  }
}

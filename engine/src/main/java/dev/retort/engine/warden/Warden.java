package dev.retort.engine.warden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// A node's handle on its warden: the process that runs programs and outlives the node.
///
/// Thread-safe. A warden that was started by another build is used as it is, and dismissed: it
/// exits when nothing runs, `Listener.lost` tells, and the next `connect` starts one of this build.
public final class Warden implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// What a node is told, one call after the other, on a thread of the handle's own. It may come
  /// before the `start` that it belongs to has returned.
  public interface Listener {
    /// All of the attempt's processes are gone. Before `ended`; a warden of an older build does not
    /// tell it. Must not block for long: what else there is to tell waits.
    default void emptied(Path attemptDirectory) {}

    /// All of the attempt's processes are gone and its exit record is on disk.
    void ended(Path attemptDirectory);

    /// The connection is gone, because the warden died or had been dismissed. Called once at the
    /// most, and not after `close`.
    void lost();
  }

  private final SocketChannel channel;
  private final OutputStream out;
  private final Listener listener;
  private final CompletableFuture<Message.Welcome> welcome = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<Message>> asked = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("warden-events").daemon().factory());
  private volatile boolean closed;
  private volatile boolean broken;

  private Warden(SocketChannel channel, Listener listener) {
    this.channel = channel;
    this.out = Channels.newOutputStream(channel);
    this.listener = listener;
  }

  /// Connects to the warden of `dataDirectory`, starting one if none answers; blocks until it does.
  ///
  /// @throws WardenException if there is none and none can be started; says what to look at
  public static Warden connect(Path dataDirectory, Listener listener) {
    return WardenConnector.connect(dataDirectory, listener);
  }

  /// One try.
  static Warden connect(UnixDomainSocketAddress address, Listener listener) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    Warden warden = new Warden(channel, listener);
    Thread.ofPlatform().name("warden-reader").daemon().start(warden::read);
    warden.write(new Message.Hello(Message.protocol(), Build.version()));
    try {
      Message.Welcome hello = warden.welcome.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      if (!hello.build().equals(Build.version())) {
        warden.dismiss();
      }
      return warden;
    } catch (ExecutionException e) {
      warden.close();
      throw new IOException("the warden hung up", e);
    } catch (TimeoutException e) {
      warden.close();
      throw new WardenException(
          "the warden at "
              + address
              + " does not answer; is it stopped? Its pid holds the lock beside that socket",
          e);
    } catch (InterruptedException e) {
      warden.close();
      Thread.currentThread().interrupt();
      throw new WardenException("interrupted while connecting to the warden", e);
    }
  }

  /// False if the warden is of a build that speaks another protocol: it sees through what it runs
  /// (`running`, `stop` and `Listener.ended` work), and exits after that. Until then every `start`
  /// is refused with a WardenException, and nothing is decided.
  public boolean takesStarts() {
    return welcome.join().protocol() == Message.protocol();
  }

  static String strange(int warden, int node) {
    return "the warden speaks protocol "
        + warden
        + ", the server "
        + node
        + ": it starts nothing new, and goes when what it runs has ended";
  }

  /// Starts a program. Blocks until it runs or is refused, about a millisecond (with a sandbox or
  /// resource limits some tens).
  ///
  /// @throws WardenException if the warden could not decide, or died: the attempt's start record
  ///   tells which
  public StartResult start(Launch launch) {
    if (!takesStarts()) {
      throw new WardenException(strange(welcome.join().protocol(), Message.protocol()));
    }
    long request = requests.incrementAndGet();
    Message answer = ask(request, new Message.Start(request, launch));
    if (!(answer instanceof Message.Decided decided)) {
      throw new WardenException("the warden answered a start with " + answer);
    }
    ProcessIdentity process = decided.process();
    String refused = decided.refused();
    if (process != null) {
      return new StartResult.Started(process);
    } else if (refused != null) {
      return new StartResult.Refused(refused);
    } else if (decided.alreadyDecided()) {
      return new StartResult.AlreadyDecided();
    }
    throw new WardenException(
        "the warden did not start " + launch.attemptDirectory() + ": " + decided.failed());
  }

  /// Stops an attempt: SIGTERM to all its processes, the grace period of its launch, SIGKILL. The
  /// first cause is recorded. Does not wait; nothing happens if it has ended.
  public void stop(Path attemptDirectory, StopCause cause) {
    send(new Message.Stop(attemptDirectory.toAbsolutePath().normalize(), cause));
  }

  /// The attempts that the warden has in hand: started, and the end not yet recorded.
  public List<Path> running() {
    long request = requests.incrementAndGet();
    return ask(request, new Message.Ask(request)) instanceof Message.Running running
        ? List.copyOf(running.attempts())
        : List.of();
  }

  /// Tells the warden to exit as soon as nothing runs.
  public void dismiss() {
    send(new Message.Dismiss());
  }

  /// The warden's process id.
  public long pid() {
    return welcome.join().pid();
  }

  /// False once the warden has gone, or the connection was closed.
  public boolean connected() {
    return !broken && !closed;
  }

  /// Closes the connection; programs run on.
  @Override
  public void close() {
    closed = true;
    events.shutdown();
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(Warden.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the connection to the warden", e);
    }
  }

  private Message ask(long request, Message question) {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    asked.put(request, answer);
    if (broken) {
      failAll();
    }
    try {
      send(question);
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new WardenException("the warden died; connect again", e.getCause());
    } catch (TimeoutException e) {
      throw new WardenException("the warden " + pid() + " does not answer; is it stopped?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WardenException("interrupted while waiting for the warden", e);
    } finally {
      asked.remove(request);
    }
  }

  private void send(Message message) {
    try {
      write(message);
    } catch (IOException e) {
      throw new WardenException("the warden cannot be reached; connect again", e);
    }
  }

  private void write(Message message) throws IOException {
    byte[] line = Json.line(message).getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.write(line);
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (Message next = Json.next(reader); next != null; next = Json.next(reader)) {
        handle(next);
      }
    } catch (IOException e) {
      if (!closed) {
        System.getLogger(Warden.class.getName())
            .log(System.Logger.Level.WARNING, "lost the warden: {0}", e.getMessage());
      }
    }
    broken = true;
    boolean wasWelcome = welcome.isDone();
    welcome.completeExceptionally(new IOException("the connection to the warden ended"));
    failAll();
    if (wasWelcome && !closed) {
      tell(listener::lost);
    }
  }

  private void handle(Message message) {
    switch (message) {
      case Message.Welcome hello -> welcome.complete(hello);
      case Message.Decided decided -> answer(decided.request(), decided);
      case Message.Running running -> answer(running.request(), running);
      case Message.Emptied emptied -> tell(() -> listener.emptied(emptied.attempt()));
      case Message.Ended ended -> tell(() -> listener.ended(ended.attempt()));
      case Message.Hello _, Message.Start _, Message.Stop _, Message.Ask _, Message.Dismiss _ ->
          System.getLogger(Warden.class.getName())
              .log(System.Logger.Level.WARNING, "the warden sent what only a node sends");
    }
  }

  private void answer(long request, Message message) {
    CompletableFuture<Message> waiting = asked.get(request);
    if (waiting != null) {
      waiting.complete(message);
    }
  }

  private void tell(Runnable event) {
    if (!events.isShutdown()) {
      events.execute(event);
    }
  }

  private void failAll() {
    IOException reason = new IOException("the connection to the warden ended");
    asked.values().forEach(waiting -> waiting.completeExceptionally(reason));
  }
}

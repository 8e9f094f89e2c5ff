package dev.retort.warden.client;

import dev.retort.warden.linux.ProcessIdentity;
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
/// Thread-safe. A node uses a warden of other code than its own as it is, and dismisses it: that
/// warden exits when nothing runs, `Listener.lost` follows, and the next `connect` starts one of
/// the node's code.
public final class Warden implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// Receives the warden's events, one after the other, on a thread of this handle. An event may
  /// arrive before the `start` of its attempt has returned.
  public interface Listener {
    /// All processes of the attempt are gone. Precedes `ended`; a warden of an older build does not
    /// send it. Must not block for long, since later events wait.
    default void emptied(Path attemptDirectory) {}

    /// All processes of the attempt are gone and its exit record is on disk.
    void ended(Path attemptDirectory);

    /// The connection is lost: the warden died or was dismissed. Called at most once, and not after
    /// `close`.
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

  /// Connects to the warden of `dataDirectory`, and starts one if none answers. Blocks until the
  /// warden answers.
  ///
  /// @throws WardenException if no warden answers and none can be started
  public static Warden connect(Path dataDirectory, Listener listener) {
    return WardenConnector.connect(
        dataDirectory, (address, build) -> connect(address, build, listener));
  }

  /// Tries once.
  private static Warden connect(UnixDomainSocketAddress address, String build, Listener listener)
      throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    Warden warden = new Warden(channel, listener);
    Thread.ofPlatform().name("warden-reader").daemon().start(warden::read);
    warden.write(new Message.Hello(Message.protocol(), build));
    try {
      Message.Welcome hello = warden.welcome.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      if (!hello.build().equals(build)) {
        warden.dismiss();
      }
      return warden;
    } catch (ExecutionException e) {
      warden.close();
      throw new IOException("the warden closed the connection", e);
    } catch (TimeoutException e) {
      warden.close();
      throw new WardenException(
          "the warden at "
              + address
              + " does not answer; check whether the process that holds the lock beside that socket is"
              + " stopped",
          e);
    } catch (InterruptedException e) {
      warden.close();
      Thread.currentThread().interrupt();
      throw new WardenException("interrupted while connecting to the warden", e);
    }
  }

  /// False if the warden speaks another protocol. Such a warden finishes what it runs (`running`,
  /// `stop` and `Listener.ended` work) and then exits. Until then every `start` fails with a
  /// WardenException and decides nothing.
  public boolean acceptsStarts() {
    return welcome.join().protocol() == Message.protocol();
  }

  /// Why a warden of another protocol refuses a start.
  public static String protocolMismatch(int warden, int node) {
    return "the warden speaks protocol "
        + warden
        + ", the server "
        + node
        + "; it starts no programs and exits once its running programs have ended";
  }

  /// Starts a program. Blocks until it runs or is refused: about a millisecond, or tens of
  /// milliseconds with a sandbox or resource limits.
  ///
  /// @throws WardenException if the warden could not decide, or died; the attempt's start record
  ///   shows which
  public StartResult start(Launch launch) {
    if (!acceptsStarts()) {
      throw new WardenException(protocolMismatch(welcome.join().protocol(), Message.protocol()));
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
  /// first cause is recorded. Does not wait, and has no effect on an attempt that has ended.
  public void stop(Path attemptDirectory, StopCause cause) {
    send(new Message.Stop(attemptDirectory.toAbsolutePath().normalize(), cause));
  }

  /// The attempts that have started and whose end is not yet recorded.
  public List<Path> running() {
    long request = requests.incrementAndGet();
    return ask(request, new Message.Ask(request)) instanceof Message.Running running
        ? List.copyOf(running.attempts())
        : List.of();
  }

  /// Asks the warden to exit as soon as nothing runs.
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
      throw new WardenException(
          "the warden " + pid() + " does not answer; check whether that process is stopped", e);
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
    byte[] line = message.line().getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.write(line);
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (Message next = Message.next(reader); next != null; next = Message.next(reader)) {
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
      deliver(listener::lost);
    }
  }

  private void handle(Message message) {
    switch (message) {
      case Message.Welcome hello -> welcome.complete(hello);
      case Message.Decided decided -> answer(decided.request(), decided);
      case Message.Running running -> answer(running.request(), running);
      case Message.Emptied emptied -> deliver(() -> listener.emptied(emptied.attempt()));
      case Message.Ended ended -> deliver(() -> listener.ended(ended.attempt()));
      case Message.Hello _, Message.Start _, Message.Stop _, Message.Ask _, Message.Dismiss _ ->
          System.getLogger(Warden.class.getName())
              .log(
                  System.Logger.Level.WARNING,
                  "the warden sent a message that only a node may send");
    }
  }

  private void answer(long request, Message message) {
    CompletableFuture<Message> waiting = asked.get(request);
    if (waiting != null) {
      waiting.complete(message);
    }
  }

  private void deliver(Runnable event) {
    if (!events.isShutdown()) {
      events.execute(event);
    }
  }

  private void failAll() {
    IOException reason = new IOException("the connection to the warden ended");
    asked.values().forEach(waiting -> waiting.completeExceptionally(reason));
  }
}

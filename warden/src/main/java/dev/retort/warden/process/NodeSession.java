package dev.retort.warden.process;

import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.Message;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.Warden;
import dev.retort.warden.client.WardenBuild;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The warden's side of the connection to one node. Thread-safe.
///
/// Outgoing messages wait in a queue, so that a frozen node delays nobody. The queue is bounded by
/// the number of attempts that ran when the node froze.
final class NodeSession {
  /// Marks the end of the queue; never sent.
  private static final Message LAST = new Message.Dismiss();

  private static final System.Logger LOG = System.getLogger(NodeSession.class.getName());

  private final SocketChannel channel;
  private final AttemptTable attempts;
  private final Executor launchers;
  private final Listener listener;
  private volatile int protocol;
  private final BlockingQueue<Message> outgoing = new LinkedBlockingQueue<>();
  private final CountDownLatch written = new CountDownLatch(1);

  /// Receives events for the whole warden; must not block.
  interface Listener {
    /// A node has introduced itself.
    void connected();

    /// A node asks the warden to exit when it is idle.
    void dismissed();
  }

  NodeSession(SocketChannel channel, AttemptTable attempts, Executor launchers, Listener listener) {
    this.channel = channel;
    this.attempts = attempts;
    this.launchers = launchers;
    this.listener = listener;
  }

  void send(Message message) {
    outgoing.add(message);
  }

  /// Sends nothing more, and waits at most one second until all earlier messages are written.
  void finish() throws InterruptedException {
    outgoing.add(LAST);
    boolean unused = written.await(1, TimeUnit.SECONDS);
  }

  /// Serves the connection until it ends; blocks.
  void serve() {
    Thread writer = Thread.ofPlatform().name("node-writer").daemon().start(this::write);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (Message next = Message.next(reader); next != null; next = Message.next(reader)) {
        handle(next);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "a node disconnected: {0}", e.getMessage());
    } finally {
      writer.interrupt();
    }
  }

  private void write() {
    try (OutputStream out = Channels.newOutputStream(channel)) {
      for (Message next = outgoing.take(); next != LAST; next = outgoing.take()) {
        out.write(next.line().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a node disconnected: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the connection has ended
    } finally {
      written.countDown();
    }
  }

  private void handle(Message message) {
    switch (message) {
      case Message.Hello hello -> {
        protocol = hello.protocol();
        listener.connected();
        send(
            new Message.Welcome(
                Message.protocol(), WardenBuild.ofThisWarden(), ProcessHandle.current().pid()));
      }
      case Message.Start start -> launchers.execute(() -> start(start));
      case Message.Stop stop -> attempts.stop(stop.attempt(), stop.cause());
      case Message.Ask ask -> send(new Message.Running(ask.request(), attempts.running()));
      case Message.Dismiss _ -> listener.dismissed();
      case Message.Welcome _,
          Message.Decided _,
          Message.Running _,
          Message.Emptied _,
          Message.Ended _ ->
          LOG.log(WARNING, "a node sent a message that only a warden may send: {0}", message);
    }
  }

  private void start(Message.Start start) {
    try {
      if (protocol != Message.protocol()) {
        throw new IOException(Warden.protocolMismatch(Message.protocol(), protocol));
      }
      attempts.start(start.launch(), result -> send(decided(start.request(), result)));
    } catch (IOException e) {
      send(new Message.Decided(start.request(), null, null, false, reason(e)));
    } catch (RuntimeException e) {
      LOG.log(WARNING, "a bug: a start failed", e);
      send(new Message.Decided(start.request(), null, null, false, e.toString()));
    }
  }

  private static Message.Decided decided(long request, StartResult result) {
    return switch (result) {
      case StartResult.Started started ->
          new Message.Decided(request, started.process(), null, false, null);
      case StartResult.Refused refused ->
          new Message.Decided(request, null, refused.message(), false, null);
      case StartResult.AlreadyDecided _ -> new Message.Decided(request, null, null, true, null);
    };
  }

  private static String reason(IOException e) {
    @Nullable String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}

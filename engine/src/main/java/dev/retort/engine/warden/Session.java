package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.WARNING;

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

/// One node's connection, as the warden sees it. Thread-safe.
///
/// What is sent waits in a queue, so that a node that does not read (frozen, say) holds up nobody;
/// the queue is no longer than the list of what ran when it froze.
final class Session {
  /// Never sent: the mark behind the last message.
  private static final Message LAST = new Message.Dismiss();

  private static final System.Logger LOG = System.getLogger(Session.class.getName());

  private final SocketChannel channel;
  private final Attempts attempts;
  private final Executor launchers;
  private final WardenServer server;
  private volatile int protocol;
  private final BlockingQueue<Message> outgoing = new LinkedBlockingQueue<>();
  private final CountDownLatch written = new CountDownLatch(1);

  Session(SocketChannel channel, Attempts attempts, Executor launchers, WardenServer server) {
    this.channel = channel;
    this.attempts = attempts;
    this.launchers = launchers;
    this.server = server;
  }

  void send(Message message) {
    outgoing.add(message);
  }

  /// Sends nothing more, and waits until all of what was sent before is on its way, or the node has
  /// not read it within a second.
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
      for (Message next = Json.next(reader); next != null; next = Json.next(reader)) {
        handle(next);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "a node went away: {0}", e.getMessage());
    } finally {
      writer.interrupt();
    }
  }

  private void write() {
    try (OutputStream out = Channels.newOutputStream(channel)) {
      for (Message next = outgoing.take(); next != LAST; next = outgoing.take()) {
        out.write(Json.line(next).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a node went away: {0}", e.getMessage());
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
        server.needed();
        send(
            new Message.Welcome(
                Message.protocol(), Build.version(), ProcessHandle.current().pid()));
      }
      case Message.Start start -> launchers.execute(() -> start(start));
      case Message.Stop stop -> attempts.stop(stop.attempt(), stop.cause());
      case Message.Ask ask -> send(new Message.Running(ask.request(), attempts.running()));
      case Message.Dismiss _ -> server.dismiss();
      case Message.Welcome _,
          Message.Decided _,
          Message.Running _,
          Message.Emptied _,
          Message.Ended _ ->
          LOG.log(WARNING, "a node sent what only a warden sends: {0}", message);
    }
  }

  private void start(Message.Start start) {
    try {
      if (protocol != Message.protocol()) {
        throw new IOException(Warden.strange(Message.protocol(), protocol));
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

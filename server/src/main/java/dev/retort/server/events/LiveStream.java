package dev.retort.server.events;

import dev.retort.server.http.OpenAnswer;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open stream. It has at most one piece on its way and keeps no queue: when the client has
/// taken a piece, the next one is made of what is newest then. Used by the thread of the
/// [StreamLoop] alone, unless a method says otherwise.
abstract sealed class LiveStream permits ExperimentEvents, FilteredEvents, FollowedLog {
  private static final Logger LOG = LoggerFactory.getLogger("retort.server");

  final StreamHub hub;
  private final OpenAnswer answer;
  private boolean writing;
  private boolean ending;
  private boolean closed;
  private long quietSince = System.nanoTime();

  LiveStream(StreamHub hub, OpenAnswer answer) {
    this.hub = hub;
    this.answer = answer;
  }

  /// Registers the stream; then it advances by itself. Runs once.
  abstract void begin();

  /// Writes the next piece with [#write], or ends the stream, or does nothing if there is nothing
  /// new.
  abstract void next();

  /// Releases what the stream watches.
  abstract void leave();

  /// Looks at what announces no change.
  void look() {}

  /// A piece that keeps the connection alive; empty if the stream has none.
  ByteBuffer heartbeat() {
    return ByteBuffer.allocate(0);
  }

  /// Whether the end of the server ends the answer properly, or cuts it off.
  abstract boolean endsWithServer();

  /// Hears of a broken connection from now on.
  final void start() {
    answer.onLoss(() -> hub.execute(this::cut));
    guarded(this::begin);
    advance();
  }

  /// Goes on, unless a piece is on its way.
  final void advance() {
    if (writing || closed) {
      return;
    }
    guarded(this::next);
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failed) {
      LOG.error("streams - a stream failed and was cut off", failed);
      cut();
    }
  }

  final void write(ByteBuffer piece) {
    writing = true;
    answer.write(piece, () -> hub.execute(this::written), () -> hub.execute(this::cut));
  }

  /// Writes the last piece.
  final void writeAndEnd(ByteBuffer piece) {
    ending = true;
    write(piece);
  }

  private void written() {
    writing = false;
    quietSince = System.nanoTime();
    if (ending) {
      end();
    } else {
      advance();
    }
  }

  /// Nothing is new. Without a socket nobody waits for more.
  final void idle() {
    if (!hub.settings().endless()) {
      end();
    }
  }

  /// Looks whether the client is still there, and breaks a long silence.
  final void beat(Duration silence) {
    if (writing || closed) {
      return;
    }
    if (answer.isAbandoned()) {
      cut();
    } else if (System.nanoTime() - quietSince > silence.toNanos()) {
      ByteBuffer piece = heartbeat();
      if (piece.hasRemaining()) {
        write(piece);
      }
    }
  }

  final void end() {
    if (!closed) {
      close();
      answer.end();
      hub.closed(this);
    }
  }

  final void cut() {
    if (!closed) {
      close();
      answer.cut();
      hub.closed(this);
    }
  }

  /// Ends with the server, after the piece that is on its way.
  final void stop() {
    if (!endsWithServer()) {
      cut();
    } else if (writing) {
      ending = true;
    } else {
      end();
    }
  }

  private void close() {
    closed = true;
    leave();
  }
}

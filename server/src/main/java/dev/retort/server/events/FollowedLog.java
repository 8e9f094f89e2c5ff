package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.engine.files.WorkFiles;
import dev.retort.server.http.OpenAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The bytes of the log of one attempt, from an offset until the attempt has ended.
final class FollowedLog extends LiveStream {
  private static final int PIECE = 32 << 10;

  private final ExperimentId id;
  private final int attempt;
  private final Path log;
  private boolean begun;
  private long offset;
  private @Nullable SeekableByteChannel channel;
  private @Nullable WatchedExperiment watched;

  /// @param attempt the present one, or the next one of a pending experiment
  /// @param log that attempt's log, which may not be there yet
  FollowedLog(
      StreamHub hub, OpenAnswer answer, ExperimentId id, int attempt, Path log, long offset) {
    super(hub, answer);
    this.id = id;
    this.attempt = attempt;
    this.log = log;
    this.offset = offset;
  }

  @Override
  void begin() {
    watched = hub.watch(id, this);
  }

  @Override
  void next() {
    if (!begun) {
      begun = true;
      write(ByteBuffer.allocate(0)); // sends the headers
      return;
    }
    boolean over = isOver(); // asked first: the log is complete before the end is committed
    ByteBuffer piece = read();
    if (piece.hasRemaining()) {
      write(piece);
    } else if (over) {
      end();
    } else {
      idle();
    }
  }

  private boolean isOver() {
    Experiment now = watched == null ? null : watched.newest();
    if (now == null || now.status().ended() || now.state().attempt() > attempt) {
      return true;
    }
    return now.state().attempt() == attempt && now.status() == Status.PENDING;
  }

  private ByteBuffer read() {
    SeekableByteChannel open = channel;
    try {
      if (open == null) {
        open = WorkFiles.openBeside(log).map(WorkFiles.Opened::channel).orElse(null);
        channel = open;
      }
      if (open == null || open.size() <= offset) {
        return ByteBuffer.allocate(0);
      }
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, open.size() - offset));
      open.position(offset);
      int n = open.read(piece);
      offset += Math.max(0, n);
      return piece.flip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  void look() {
    advance();
  }

  /// A client that sees a proper end takes the log for complete.
  @Override
  boolean endsWithServer() {
    return false;
  }

  @Override
  void leave() {
    if (watched != null) {
      hub.unwatch(watched, this);
    }
    SeekableByteChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyGone) {
        // nothing was written
      }
    }
  }
}

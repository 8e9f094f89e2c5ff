package dev.retort.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes queued lines to stderr in batches on its own thread, so that a blocked reader (a stopped
/// pager, a full pipe) delays no request and no commit. Lines beyond the queue's capacity are
/// dropped and counted; the log later states their number. Thread-safe.
public final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int QUEUE = 16_384;
  private static final int PIECE = 1_024;

  /// The interval between batches: waking a thread for each line costs more than writing the line.
  private static final Duration GATHERING = Duration.ofMillis(1);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<ILoggingEvent> piece = new ArrayList<>(PIECE);
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final OutputStream out;
  private final Thread writer =
      Thread.ofPlatform().name("retort-log").daemon().unstarted(this::run);
  private @Nullable Encoder<ILoggingEvent> encoder;

  public QueuedAppender() {
    this(new FileOutputStream(FileDescriptor.err));
  }

  QueuedAppender(OutputStream out) {
    this.out = out;
  }

  /// The format of a line; set by the configuration.
  public void setEncoder(Encoder<ILoggingEvent> value) {
    encoder = value;
  }

  @Override
  public void start() {
    if (encoder == null) {
      addError("the appender " + name + " has no encoder");
      return;
    }
    writer.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    if (!queue.offer(event)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (true) {
        piece.add(queue.take());
        boolean unused = stopping.await(GATHERING.toNanos(), TimeUnit.NANOSECONDS);
        write();
      }
    } catch (InterruptedException end) {
      do {
        write();
      } while (!queue.isEmpty());
    }
  }

  private void write() {
    queue.drainTo(piece, PIECE - piece.size());
    long missing = dropped.getAndSet(0);
    if (missing > 0) {
      piece.add(gap(missing));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Encoder<ILoggingEvent> lines = encoder;
    if (lines != null) {
      piece.forEach(event -> bytes.writeBytes(lines.encode(event)));
    }
    piece.clear();
    try {
      bytes.writeTo(out);
    } catch (IOException gone) {
      addError("cannot write to stderr", gone);
    }
  }

  private ILoggingEvent gap(long missing) {
    Logger logger = ((ch.qos.logback.classic.LoggerContext) getContext()).getLogger("retort.log");
    String message =
        "log - " + missing + " lines are missing here: stderr was not read fast enough";
    return new LoggingEvent(
        QueuedAppender.class.getName(), logger, Level.WARN, message, null, new Object[0]);
  }

  /// Writes the queued lines, but waits only briefly for a blocked reader.
  @Override
  public void stop() {
    super.stop();
    stopping.countDown();
    writer.interrupt();
    try {
      writer.join(LAST_WORDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One log: a pipe, and the file into which its bytes go up to a limit. Thread-safe.
///
/// Beyond the limit the pipe is drained all the same, so that the program does not block; a mark at
/// the end of the file says how many bytes are missing.
final class LogFile {
  private long limit;
  private final int sink;
  private final FileChannel file;
  private final Pipes.Pipe pipe;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable IntConsumer closing;
  private boolean writeEndOpen = true;
  private long kept;
  private long discarded;

  LogFile(Path path, long limit, int sink) throws IOException {
    this.limit = limit;
    this.sink = sink;
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      this.pipe = Pipes.open();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  int readEnd() {
    return pipe.readEnd();
  }

  /// The end that becomes the program's standard output or error.
  int writeEnd() {
    return pipe.writeEnd();
  }

  synchronized void whenClosed(IntConsumer action) {
    closing = action;
  }

  /// To be called as soon as the program has its own copy: the last writer's end is the log's end.
  synchronized void closeWriteEnd() {
    if (writeEndOpen) {
      writeEndOpen = false;
      Kernel.close(pipe.writeEnd());
    }
  }

  /// Takes what the pipe holds now, 64 KiB at the most.
  synchronized void pump(MemorySegment buffer) {
    if (closed.getCount() == 0) {
      return;
    }
    boolean full = kept == limit;
    long count = full ? Pipes.drain(pipe.readEnd(), sink) : Pipes.read(pipe.readEnd(), buffer);
    if (full && count == -Libc.EINVAL) {
      count = Pipes.read(pipe.readEnd(), buffer);
    }
    if (count == -Libc.EAGAIN || count == -Libc.EINTR) {
      return;
    }
    if (count <= 0) {
      close();
    } else if (full) {
      discarded += count;
    } else {
      keep(buffer, count);
    }
  }

  private void keep(MemorySegment buffer, long count) {
    long wanted = Math.min(count, limit - kept);
    ByteBuffer bytes = buffer.asSlice(0, wanted).asByteBuffer();
    try {
      while (bytes.hasRemaining()) {
        kept += file.write(bytes);
      }
      discarded += count - wanted;
    } catch (IOException e) {
      // A full disk: the log ends here, the program goes on.
      discarded += count - wanted + bytes.remaining();
      limit = kept;
    }
  }

  /// Waits until the pipe's last writer is gone; if that takes longer, gives up on it. Then the
  /// file's content is on disk.
  ///
  /// @return whether bytes are missing in the file
  boolean finish(Duration patience) throws IOException, InterruptedException {
    closeWriteEnd();
    if (!closed.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      close();
    }
    synchronized (this) {
      try (file) {
        if (kept > 0) {
          file.force(true);
        }
      }
      return discarded > 0;
    }
  }

  private synchronized void close() {
    if (closed.getCount() == 0) {
      return;
    }
    if (closing != null) {
      closing.accept(pipe.readEnd());
    }
    Kernel.close(pipe.readEnd());
    if (discarded > 0) {
      appendMark();
    }
    closed.countDown();
  }

  private void appendMark() {
    String mark = "\n[retort: cut here, " + discarded + " bytes more were discarded]\n";
    ByteBuffer bytes = ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        kept += file.write(bytes);
      }
    } catch (IOException e) {
      // No room for the mark either; the exit record says that the log was cut.
      System.getLogger(LogFile.class.getName()).log(WARNING, "no room to mark a cut log", e);
    }
  }
}

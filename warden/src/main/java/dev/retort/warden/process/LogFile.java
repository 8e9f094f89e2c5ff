package dev.retort.warden.process;

import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.LogRecord;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.Pipes;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One log: a pipe, and the file into which its bytes go up to a limit. Thread-safe.
///
/// Beyond the limit, and where the disk has no room, the pipe is still drained, so that the program
/// does not block. The last line of a marked log then says how many bytes are missing.
final class LogFile {
  private final Path path;
  private final boolean marked;
  private final int sink;
  private final FileChannel file;
  private final Pipes.Pipe pipe;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable IntConsumer closing;
  private @Nullable Runnable cutting;
  private boolean writeEndOpen = true;
  private long limit;
  private long kept;
  private long discarded;
  private long checked;
  private boolean noRoom;

  /// @param marked whether the file ends with a mark if it is cut; without one it holds nothing but
  ///   bytes of the program
  /// @param sink takes what is not kept
  LogFile(Path path, long limit, boolean marked, int sink) throws IOException {
    this.path = path;
    this.limit = limit;
    this.marked = marked;
    this.sink = sink;
    this.file = RegularFiles.write(path);
    try {
      file.truncate(0);
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

  /// The action is run when the first byte is not kept; it must not block.
  synchronized void whenCut(Runnable action) {
    cutting = action;
  }

  /// Call it once the program has its own copy: the log ends when the last writer closes the pipe.
  synchronized void closeWriteEnd() {
    if (writeEndOpen) {
      writeEndOpen = false;
      Kernel.close(pipe.writeEnd());
    }
  }

  /// Reads the current content of the pipe, at most 64 KiB.
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
      discard(count);
    } else {
      keep(buffer, count);
    }
  }

  private void discard(long count) {
    boolean first = discarded == 0 && count > 0;
    discarded += count;
    if (first && cutting != null) {
      cutting.run();
    }
  }

  private void keep(MemorySegment buffer, long count) {
    long wanted = Math.min(count, limit - kept);
    ByteBuffer bytes = buffer.asSlice(0, wanted).asByteBuffer();
    try {
      while (bytes.hasRemaining()) {
        kept += file.write(bytes);
      }
      lookForRoom();
    } catch (IOException e) {
      // The disk is full: the log ends here, and the program continues.
      stopKeeping();
    }
    discard(count - wanted + bytes.remaining());
  }

  private void lookForRoom() throws IOException {
    if (kept - checked >= DiskRoom.INTERVAL) {
      checked = kept;
      if (DiskRoom.around(path).scarce()) {
        stopKeeping();
      }
    }
  }

  private void stopKeeping() {
    limit = kept;
    noRoom = true;
  }

  /// Waits at most `patience` for the pipe's last writer to close it, then syncs the file.
  ///
  /// @return how much of the stream is in the file
  LogRecord finish(Duration patience) throws IOException, InterruptedException {
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
      return new LogRecord(kept + discarded, kept, noRoom && discarded > 0);
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
    if (marked && discarded > 0) {
      appendCut();
    }
    closed.countDown();
  }

  private void appendCut() {
    String notice = "\n[retort: cut here, " + discarded + " more bytes were discarded]\n";
    ByteBuffer bytes = ByteBuffer.wrap(notice.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      // No space for the notice either; the exit record states that the log was cut.
      System.getLogger(LogFile.class.getName())
          .log(WARNING, "no space for the notice in a cut log", e);
    }
  }
}

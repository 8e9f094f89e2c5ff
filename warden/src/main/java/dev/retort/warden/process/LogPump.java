package dev.retort.warden.process;

import dev.retort.warden.linux.Pipes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Copies the output of all programs into their log files with one thread and one buffer, so that
/// memory use does not depend on the output. Thread-safe.
final class LogPump implements Runnable {
  private static final int BUFFER = 1 << 16;

  private final int poll;
  private final int sink;
  private final Map<Long, LogFile> open = new ConcurrentHashMap<>();
  private final AtomicLong keys = new AtomicLong();

  LogPump() throws IOException {
    poll = Pipes.newPoll();
    sink = Pipes.openSink();
  }

  /// Creates the file and the pipe that feeds it; the pipe's end for the program is in
  /// `LogFile.writeEnd`.
  ///
  /// @param marked whether the file ends with a mark if it is cut
  LogFile open(Path file, long limit, boolean marked) throws IOException {
    LogFile log = new LogFile(file, limit, marked, sink);
    long key = keys.incrementAndGet();
    open.put(key, log);
    log.whenClosed(descriptor -> {
      Pipes.forget(poll, descriptor);
      open.remove(key);
    });
    Pipes.watch(poll, log.readEnd(), key);
    return log;
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, 8);
      MemorySegment events = Pipes.events(arena, 64);
      while (true) {
        int ready = Pipes.await(poll, events);
        for (int i = 0; i < ready; i++) {
          LogFile log = open.get(Pipes.key(events, i));
          if (log != null) {
            log.pump(buffer);
          }
        }
      }
    }
  }
}

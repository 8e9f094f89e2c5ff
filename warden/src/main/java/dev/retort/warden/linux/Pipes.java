package dev.retort.warden.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// pipe2(2), epoll(7), and reads from them. Thread-safe.
public final class Pipes {
  private static final Libc.Function PIPE2 = Libc.function("pipe2");
  private static final Libc.Function OPEN = Libc.function("open");
  private static final Libc.Function FCNTL = Libc.function("fcntl");
  private static final Libc.Function READ = Libc.function("read");
  private static final Libc.Function SPLICE = Libc.function("splice");
  private static final Libc.Function EPOLL_CREATE1 = Libc.function("epoll_create1");
  private static final Libc.Function EPOLL_CTL = Libc.function("epoll_ctl");
  private static final Libc.Function EPOLL_WAIT = Libc.function("epoll_wait");

  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int F_SETFL = 4;
  private static final int SPLICE_F_NONBLOCK = 2;
  private static final int EPOLLIN = 1;

  /// `struct epoll_event` is packed on x86-64 only.
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int EVENT_DATA = PACKED ? 4 : 8;

  private Pipes() {}

  /// @param readEnd does not block
  /// @param writeEnd blocks, as programs expect
  public record Pipe(int readEnd, int writeEnd) {}

  public static Pipe open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(8, 4);
      check("pipe2", Libc.call(PIPE2, ends.address(), O_CLOEXEC));
      int readEnd = ends.get(ValueLayout.JAVA_INT, 0);
      Libc.call(FCNTL, readEnd, F_SETFL, O_NONBLOCK);
      return new Pipe(readEnd, ends.get(ValueLayout.JAVA_INT, 4));
    }
  }

  /// Bytes read, 0 at the end, or the negative errno (EAGAIN when there is nothing yet).
  public static long read(int descriptor, MemorySegment into) {
    return Libc.callLong(READ, descriptor, into.address(), into.byteSize());
  }

  /// Moves the content of a pipe to another descriptor without copying it; splice(2). Returns the
  /// same values as `read`.
  public static long drain(int descriptor, int sink) {
    return Libc.callLong(SPLICE, descriptor, 0, sink, 0, 1 << 20, SPLICE_F_NONBLOCK);
  }

  /// A descriptor that discards all output.
  public static int openSink() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/dev/null").address();
      return check("open /dev/null", Libc.call(OPEN, path, O_WRONLY | O_CLOEXEC));
    }
  }

  public static int newPoll() throws IOException {
    return check("epoll_create1", Libc.call(EPOLL_CREATE1, O_CLOEXEC));
  }

  public static void watch(int poll, int descriptor, long key) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16, 8);
      event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, key);
      check("epoll_ctl", Libc.call(EPOLL_CTL, poll, 1, descriptor, event.address()));
    }
  }

  public static void forget(int poll, int descriptor) {
    Libc.call(EPOLL_CTL, poll, 2, descriptor, 0);
  }

  public static MemorySegment events(Arena arena, int count) {
    return arena.allocate((long) EVENT_SIZE * count, 8);
  }

  /// Blocks until data can be read; returns the number of events, or the negative errno (EINTR).
  public static int await(int poll, MemorySegment events) {
    return Libc.call(EPOLL_WAIT, poll, events.address(), events.byteSize() / EVENT_SIZE, -1);
  }

  public static long key(MemorySegment events, int index) {
    return events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + EVENT_DATA);
  }

  private static int check(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": " + Libc.describe(-result));
    }
    return result;
  }
}

package dev.retort.warden.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/// System calls about processes, files and limits that Java does not offer. Thread-safe.
///
/// Methods return what the call returns; a failure is the negative errno.
public final class Kernel {
  private static final Libc.Function SETSID = Libc.function("setsid");
  private static final Libc.Function PRCTL = Libc.function("prctl");
  private static final Libc.Function UMASK = Libc.function("umask");
  private static final Libc.Function SIGNAL = Libc.function("signal");
  private static final Libc.Function KILL = Libc.function("kill");
  private static final Libc.Function CLOSE = Libc.function("close");
  private static final Libc.Function OPEN = Libc.function("open");
  private static final Libc.Function FALLOCATE = Libc.function("fallocate");
  private static final Libc.Function SETPRIORITY = Libc.function("setpriority");
  private static final Libc.Function PRLIMIT = Libc.function("prlimit");
  private static final Libc.Function POLL = Libc.function("poll");
  private static final Libc.Function GETEUID = Libc.function("geteuid");
  private static final Libc.Function SYSCALL = Libc.function("syscall");
  private static final Libc.Function WAITID = Libc.function("waitid");
  private static final Libc.Function WAIT4 = Libc.function("wait4");

  public static final int RLIMIT_AS = 9;
  public static final int RLIMIT_NPROC = 6;

  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PRIO_PGRP = 1;
  private static final int RLIMIT_RTTIME = 15;
  private static final long RLIM_INFINITY = -1;
  private static final int SYS_PIDFD_OPEN = 434;
  private static final int SYS_PIDFD_SEND_SIGNAL = 424;
  private static final int IOPRIO_WHO_PGRP = 2;
  private static final int IOPRIO_IDLE = 3 << 13;
  private static final short POLLIN = 1;
  private static final int P_ALL = 0;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;

  private Kernel() {}

  /// setsid(2): a session of its own, which no terminal's Ctrl-C reaches.
  public static int newSession() {
    return Libc.call(SETSID);
  }

  /// prctl(2) PR_SET_CHILD_SUBREAPER: orphans below this process become its children.
  public static int becomeSubreaper() {
    return Libc.call(PRCTL, PR_SET_CHILD_SUBREAPER, 1);
  }

  public static void umask(int mask) {
    Libc.call(UMASK, mask);
  }

  /// signal(2) with SIG_IGN.
  public static void ignore(int signal) {
    Libc.callLong(SIGNAL, signal, 1);
  }

  public static int close(int descriptor) {
    return Libc.call(CLOSE, descriptor);
  }

  /// fallocate(2) on a new file: sets space aside, so that a later write succeeds even on a full
  /// disk.
  public static int reserve(Path file, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom(file.toString()).address();
      int flags = FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.SAFELY;
      int descriptor = Libc.call(OPEN, path, flags, 0600);
      if (descriptor < 0) {
        return descriptor;
      }
      int result = Libc.call(FALLOCATE, descriptor, 0, 0, bytes);
      close(descriptor);
      return result;
    }
  }

  /// Lowest niceness and idle disk priority for a session's first process group.
  public static void lowerPriority(long group) {
    Libc.call(SETPRIORITY, PRIO_PGRP, group, 19);
    int ioprioSet =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> 251;
          case "aarch64", "riscv64" -> 30;
          default -> -1;
        };
    if (ioprioSet > 0) {
      Libc.call(SYSCALL, ioprioSet, IOPRIO_WHO_PGRP, group, IOPRIO_IDLE);
    }
  }

  /// Gives this process a limit on real-time scheduling so high that it limits nothing. New
  /// children and their descendants inherit it, even when they drop their environment, session and
  /// parent: it identifies them. Sets only the soft limit, which any process may raise again.
  public static int mark(long mark) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocateFrom(ValueLayout.JAVA_LONG, mark, RLIM_INFINITY);
      return Libc.call(PRLIMIT, 0, RLIMIT_RTTIME, limit.address(), 0);
    }
  }

  /// prlimit(2) on another process, soft and hard.
  public static int limit(long pid, int resource, long most) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocateFrom(ValueLayout.JAVA_LONG, most, most);
      return Libc.call(PRLIMIT, pid, resource, limit.address(), 0);
    }
  }

  public static boolean isRoot() {
    return effectiveUser() == 0;
  }

  /// The number of the user that this process acts as; geteuid(2).
  public static int effectiveUser() {
    return Libc.call(GETEUID);
  }

  /// Blocks until the process of a handle has ended, be it a child or not; poll(2).
  public static void awaitEnd(int handle) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment waiting = arena.allocate(8, 4);
      waiting.set(ValueLayout.JAVA_INT, 0, handle);
      waiting.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      int result = -Libc.EINTR;
      while (result == -Libc.EINTR || result == -Libc.EAGAIN) {
        result = Libc.call(POLL, waiting.address(), 1, -1);
      }
    }
  }

  /// pidfd_open(2): a handle that stays with this process, whichever process gets its pid later.
  public static int openProcess(long pid) {
    return Libc.call(SYSCALL, SYS_PIDFD_OPEN, pid, 0);
  }

  public static int signalProcess(int handle, int signal) {
    return Libc.call(SYSCALL, SYS_PIDFD_SEND_SIGNAL, handle, signal, 0, 0);
  }

  public static int kill(long pid, int signal) {
    return Libc.call(KILL, pid, signal);
  }

  /// Blocks until some child has ended and returns its pid, leaving it a zombie, so that the pid
  /// stays its own; waitid(2).
  public static int awaitEnded() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 8);
      int result = Libc.call(WAITID, P_ALL, 0, info.address(), WEXITED | WNOWAIT);
      return result < 0 ? result : info.get(ValueLayout.JAVA_INT, 16);
    }
  }

  /// The result of wait4(2) for a child.
  ///
  /// @param status the raw wait status
  /// @param cpuMicros user and system time, with the children that it waited for
  /// @param maxResidentKib the largest resident size
  public record Reaped(int status, long cpuMicros, long maxResidentKib) {
    public Reaped withStatus(int other) {
      return new Reaped(other, cpuMicros, maxResidentKib);
    }

    public boolean signalled() {
      return (status & 0x7f) != 0;
    }

    public int signal() {
      return status & 0x7f;
    }

    public int returnCode() {
      return (status >> 8) & 0xff;
    }
  }

  /// Frees a zombie; empty if there is none with this pid.
  public static Optional<Reaped> reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment usage = arena.allocate(144, 8);
      if (Libc.call(WAIT4, pid, status.address(), 0, usage.address()) != pid) {
        return Optional.empty();
      }
      long micros =
          (word(usage, 0) + word(usage, 16)) * 1_000_000 + word(usage, 8) + word(usage, 24);
      return Optional.of(new Reaped(status.get(ValueLayout.JAVA_INT, 0), micros, word(usage, 32)));
    }
  }

  private static long word(MemorySegment segment, long offset) {
    return segment.get(ValueLayout.JAVA_LONG, offset);
  }
}

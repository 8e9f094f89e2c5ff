package dev.retort.warden.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;

/// openat(2) and its relatives. A failure is an exception of `java.nio.file`. Thread-safe.
///
/// Every open says O_NONBLOCK, so that a FIFO or a device in a file's place makes nobody wait, and
/// all but one O_NOFOLLOW, so that a link in a file's place is an error.
final class FileCalls {
  private static final Libc.Function OPENAT = Libc.function("openat");
  private static final Libc.Function STATX = Libc.function("statx");
  private static final Libc.Function GETDENTS = Libc.function("getdents64");
  private static final Libc.Function UNLINKAT = Libc.function("unlinkat");
  private static final Libc.Function RENAMEAT = Libc.function("renameat");
  private static final Libc.Function READLINKAT = Libc.function("readlinkat");
  private static final Libc.Function FSYNC = Libc.function("fsync");
  private static final Libc.Function SYNCFS = Libc.function("syncfs");
  private static final Libc.Function FCHMOD = Libc.function("fchmod");

  /// The directory of a path that is relative to the process; an absolute path ignores it.
  static final int AT_FDCWD = -100;

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_APPEND = 0x400;
  static final int O_PATH = 0x200000;

  /// These two differ between machines; fcntl.h of the kernel.
  static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;

  private static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;

  private static final int O_NOCTTY = 0x100;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int WITHOUT_WAIT = O_NOCTTY | O_NONBLOCK | O_CLOEXEC;

  /// What keeps an open from links, FIFOs and devices.
  static final int SAFELY = O_NOFOLLOW | WITHOUT_WAIT;

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_BTIME = 0x800;
  private static final int PATH_MAX = 4096;

  /// Offsets in `struct statx`, the same on every machine.
  private static final int STATX_SIZE = 256;

  private static final int STX_UID = 20;
  private static final int STX_MODE = 28;
  private static final int STX_INO = 32;
  private static final int STX_SIZE = 40;
  private static final int STX_BTIME = 80;
  private static final int STX_MTIME = 112;
  private static final int STX_DEV_MAJOR = 136;

  private static final Charset PATHS =
      Charset.forName(System.getProperty("sun.jnu.encoding"), StandardCharsets.UTF_8);

  private FileCalls() {}

  private static boolean isArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  /// The bytes of a path as the system knows it.
  static byte[] bytes(Path path) {
    return path.toString().getBytes(PATHS);
  }

  /// openat(2), safely.
  ///
  /// @param directory an open directory, or AT_FDCWD
  /// @return a descriptor
  static int open(int directory, byte[] name, int flags) throws IOException {
    return openAny(directory, name, flags | SAFELY);
  }

  /// The same, of a path that may end in a link.
  static int openThroughLink(Path path, int flags) throws IOException {
    return openAny(AT_FDCWD, bytes(path.toAbsolutePath()), flags | WITHOUT_WAIT);
  }

  private static int openAny(int directory, byte[] name, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long path = string(arena, name);
      int result = -Libc.EINTR;
      while (result == -Libc.EINTR) {
        result = Libc.call(OPENAT, directory, path, flags, 0600);
      }
      return checked(result, name);
    }
  }

  static void close(int descriptor) {
    Kernel.close(descriptor);
  }

  /// A path that names what is open, whatever its own path names by now; proc_pid_fd(5).
  static Path inProc(int descriptor) {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  /// The status of what is open.
  static FileStatus status(int descriptor) throws IOException {
    return status(descriptor, new byte[0], AT_EMPTY_PATH);
  }

  /// The status of an entry; of a link, its own.
  static FileStatus status(int directory, byte[] name) throws IOException {
    return status(directory, name, AT_SYMLINK_NOFOLLOW);
  }

  private static FileStatus status(int directory, byte[] name, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATX_SIZE, 8);
      checked(
          Libc.call(
              STATX,
              directory,
              string(arena, name),
              flags,
              STATX_BASIC_STATS | STATX_BTIME,
              status.address()),
          name);
      return read(status);
    }
  }

  private static FileStatus read(MemorySegment status) {
    int mode = status.get(ValueLayout.JAVA_SHORT, STX_MODE) & 0xffff;
    FileStatus.Kind kind =
        switch (mode & 0xf000) {
          case 0x8000 -> FileStatus.Kind.REGULAR;
          case 0x4000 -> FileStatus.Kind.DIRECTORY;
          case 0xa000 -> FileStatus.Kind.LINK;
          default -> FileStatus.Kind.OTHER;
        };
    boolean hasBirth = (status.get(ValueLayout.JAVA_INT, 0) & STATX_BTIME) != 0;
    return new FileStatus(
        kind,
        mode & 0xfff,
        Integer.toUnsignedLong(status.get(ValueLayout.JAVA_INT, STX_UID)),
        status.get(ValueLayout.JAVA_LONG, STX_SIZE),
        time(status, STX_MTIME),
        time(status, hasBirth ? STX_BTIME : STX_MTIME),
        status.get(ValueLayout.JAVA_LONG_UNALIGNED, STX_DEV_MAJOR),
        status.get(ValueLayout.JAVA_LONG, STX_INO));
  }

  private static Instant time(MemorySegment status, int offset) {
    return Instant.ofEpochSecond(
        status.get(ValueLayout.JAVA_LONG, offset), status.get(ValueLayout.JAVA_INT, offset + 8));
  }

  /// The next entries of an open directory, as getdents64(2) packs them.
  ///
  /// @return how many bytes; 0 at the end
  static int entries(int directory, MemorySegment into) throws IOException {
    return checked(
        Libc.call(GETDENTS, directory, into.address(), into.byteSize()), new byte[] {'.'});
  }

  /// unlinkat(2).
  ///
  /// @param isDirectory an empty one
  static void delete(int directory, byte[] name, boolean isDirectory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = isDirectory ? AT_REMOVEDIR : 0;
      checked(Libc.call(UNLINKAT, directory, string(arena, name), flags), name);
    }
  }

  /// renameat(2).
  static void move(int from, byte[] name, int to, byte[] newName) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      checked(Libc.call(RENAMEAT, from, string(arena, name), to, string(arena, newName)), name);
    }
  }

  /// The text of a link; readlinkat(2).
  static byte[] target(int directory, byte[] name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(PATH_MAX);
      int length =
          checked(
              Libc.call(
                  READLINKAT, directory, string(arena, name), target.address(), target.byteSize()),
              name);
      return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /// fsync(2).
  static void sync(int descriptor) throws IOException {
    checked(Libc.call(FSYNC, descriptor), new byte[0]);
  }

  /// syncfs(2): all of the file system that the open file is on.
  static void syncFileSystem(int descriptor) throws IOException {
    checked(Libc.call(SYNCFS, descriptor), new byte[0]);
  }

  /// fchmod(2).
  static void setPermissions(int descriptor, int permissions) throws IOException {
    checked(Libc.call(FCHMOD, descriptor, permissions), new byte[0]);
  }

  private static long string(Arena arena, byte[] bytes) {
    MemorySegment string = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, string, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return string.address();
  }

  private static int checked(int result, byte[] name) throws IOException {
    if (result >= 0) {
      return result;
    }
    String file = new String(name, StandardCharsets.UTF_8);
    throw switch (-result) {
      case Libc.ENOENT -> new NoSuchFileException(file);
      case Libc.EACCES -> new AccessDeniedException(file);
      case Libc.EEXIST -> new FileAlreadyExistsException(file);
      case Libc.ENOTDIR -> new NotDirectoryException(file);
      case Libc.ENOTEMPTY -> new DirectoryNotEmptyException(file);
      case Libc.ELOOP -> new FileSystemLoopException(file);
      default -> new FileSystemException(file, null, Libc.describe(-result));
    };
  }
}

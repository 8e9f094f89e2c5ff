package dev.retort.warden.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory that is held open. Everything in it is named relative to it (openat(2)), never
/// through a link, and never with a wait for a FIFO or a device: whatever another process puts in
/// the place of a file or of a directory on the way, an answer comes at once and from within.
///
/// Not thread-safe. A failure is an exception of `java.nio.file`; a link in a file's place is a
/// `FileSystemLoopException`.
public final class OpenDirectory implements AutoCloseable {
  private static final int BUFFER = 32 << 10;

  private static final int ALL_OF_OWNER = 0700;

  /// Offsets in `struct linux_dirent64`.
  private static final int D_RECLEN = 16;

  private static final int D_TYPE = 18;
  private static final int D_NAME = 19;

  private final int descriptor;

  private OpenDirectory(int descriptor) {
    this.descriptor = descriptor;
  }

  /// What receives the entries of a directory.
  @FunctionalInterface
  public interface Visitor {
    /// @param kind `null` where the file system does not say: ask [#status(FileName)]
    /// @return whether to go on
    boolean entry(FileName name, FileStatus.@Nullable Kind kind) throws IOException;
  }

  /// Opens a directory by its path, which must not end in a link.
  public static OpenDirectory of(Path path) throws IOException {
    return new OpenDirectory(
        FileCalls.open(
            FileCalls.AT_FDCWD,
            FileCalls.bytes(path.toAbsolutePath()),
            FileCalls.O_RDONLY | FileCalls.O_DIRECTORY));
  }

  /// Opens a directory by its path, which may end in a link: one of Retort's own.
  static OpenDirectory throughLink(Path path) throws IOException {
    return new OpenDirectory(
        FileCalls.openThroughLink(path, FileCalls.O_RDONLY | FileCalls.O_DIRECTORY));
  }

  /// Opens a directory in this one.
  public OpenDirectory directory(FileName name) throws IOException {
    return new OpenDirectory(
        FileCalls.open(descriptor, name.raw(), FileCalls.O_RDONLY | FileCalls.O_DIRECTORY));
  }

  /// Opens a directory in this one with all permissions of its owner, which it may have lost.
  OpenDirectory regained(FileName name) throws IOException {
    OpenDirectory opened;
    try {
      opened = directory(name);
    } catch (AccessDeniedException closed) {
      regain(name);
      opened = directory(name);
    }
    int permissions = opened.status().permissions();
    if ((permissions & ALL_OF_OWNER) != ALL_OF_OWNER) {
      FileCalls.setPermissions(opened.descriptor, ALL_OF_OWNER);
    }
    return opened;
  }

  /// Gives its owner all permissions on a directory that nobody may open.
  void regain(FileName name) throws IOException {
    int handle = FileCalls.open(descriptor, name.raw(), FileCalls.O_PATH | FileCalls.O_DIRECTORY);
    try {
      Files.setPosixFilePermissions(
          FileCalls.inProc(handle), PosixFilePermissions.fromString("rwx------"));
    } finally {
      FileCalls.close(handle);
    }
  }

  /// Opens a regular file in this one for reading.
  ///
  /// @throws NotRegularFileException if it is something else
  public OpenFile file(FileName name) throws IOException {
    return RegularFiles.opened(
        FileCalls.open(descriptor, name.raw(), FileCalls.O_RDONLY),
        name.toString(),
        Set.of(StandardOpenOption.READ));
  }

  /// What an entry is.
  public FileStatus status(FileName name) throws IOException {
    return FileCalls.status(descriptor, name.raw());
  }

  /// What this directory is.
  public FileStatus status() throws IOException {
    return FileCalls.status(descriptor);
  }

  /// The text of a link in this directory, as bytes: a path that need not exist.
  public byte[] target(FileName link) throws IOException {
    return FileCalls.target(descriptor, link.raw());
  }

  /// Shows the entries but `.` and `..`, in the order of the file system, without a copy of the
  /// whole: memory does not grow with the directory. Call it once for each opening.
  ///
  /// @return how many it showed
  public int visit(Visitor visitor) throws IOException {
    int shown = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, 8);
      boolean more = true;
      while (more) {
        MemorySegment entries = buffer.asSlice(0, FileCalls.entries(descriptor, buffer));
        more = entries.byteSize() > 0;
        for (long at = 0; more && at < entries.byteSize(); at += length(entries, at)) {
          FileName name = name(entries, at);
          if (!name.isDots()) {
            shown++;
            more = visitor.entry(name, kind(entries, at));
          }
        }
      }
    }
    return shown;
  }

  private static int length(MemorySegment entries, long at) {
    return Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, at + D_RECLEN));
  }

  private static FileName name(MemorySegment entries, long at) {
    return new FileName(entries.getString(at + D_NAME, ISO_8859_1).getBytes(ISO_8859_1));
  }

  /// readdir(3), `d_type`.
  private static FileStatus.@Nullable Kind kind(MemorySegment entries, long at) {
    return switch (entries.get(ValueLayout.JAVA_BYTE, at + D_TYPE)) {
      case 0 -> null;
      case 4 -> FileStatus.Kind.DIRECTORY;
      case 8 -> FileStatus.Kind.REGULAR;
      case 10 -> FileStatus.Kind.LINK;
      default -> FileStatus.Kind.OTHER;
    };
  }

  /// Deletes an entry; a directory must be empty.
  void delete(FileName name, boolean isDirectory) throws IOException {
    FileCalls.delete(descriptor, name.raw(), isDirectory);
  }

  /// Moves an entry into another directory under another name.
  void move(FileName name, OpenDirectory target, FileName newName) throws IOException {
    FileCalls.move(descriptor, name.raw(), target.descriptor, newName.raw());
  }

  /// Makes a regular file in this directory durable, if it is one.
  void sync(FileName name) throws IOException {
    int file = FileCalls.open(descriptor, name.raw(), FileCalls.O_RDONLY);
    try {
      if (FileCalls.status(file).isRegular()) {
        FileCalls.sync(file);
      }
    } finally {
      FileCalls.close(file);
    }
  }

  /// Makes the names in this directory durable.
  void sync() throws IOException {
    FileCalls.sync(descriptor);
  }

  /// Makes all of the file system durable that this directory is on.
  void syncFileSystem() throws IOException {
    FileCalls.syncFileSystem(descriptor);
  }

  @Override
  public void close() {
    FileCalls.close(descriptor);
  }
}

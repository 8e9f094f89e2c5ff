package dev.retort.warden.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/// Opens regular files where a program may have put something else: never through a link at the
/// file's own name, and never with a wait for a FIFO or a device. Thread-safe.
public final class RegularFiles {
  private RegularFiles() {}

  /// Opens a file for reading.
  ///
  /// @throws FileSystemLoopException if it is a link
  /// @throws NotRegularFileException if it is something else
  public static OpenFile open(Path file) throws IOException {
    return opened(
        FileCalls.open(FileCalls.AT_FDCWD, bytes(file), FileCalls.O_RDONLY),
        file.toString(),
        Set.of(StandardOpenOption.READ));
  }

  /// Opens a file that exists, to add to its end.
  public static FileChannel append(Path file) throws IOException {
    return opened(
            FileCalls.open(
                FileCalls.AT_FDCWD, bytes(file), FileCalls.O_WRONLY | FileCalls.O_APPEND),
            file.toString(),
            Set.of(StandardOpenOption.APPEND))
        .channel();
  }

  /// Opens a file for writing from its beginning, and makes it if it is missing. What it holds
  /// stays until it is overwritten. Anything else of that name is moved aside.
  public static FileChannel write(Path file) throws IOException {
    try {
      return opened(
              FileCalls.open(
                  FileCalls.AT_FDCWD, bytes(file), FileCalls.O_WRONLY | FileCalls.O_CREAT),
              file.toString(),
              Set.of(StandardOpenOption.WRITE))
          .channel();
    } catch (FileSystemException other) {
      if (!moveAside(file)) {
        throw other;
      }
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  /// Replaces the whole content by this text, as UTF-8; as for [#write(Path)].
  public static void writeString(Path file, String text) throws IOException {
    ByteBuffer bytes = UTF_8.encode(text);
    try (FileChannel channel = write(file)) {
      channel.truncate(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /// Renames a file that is complete, so that its new name never means less. Anything but a regular
  /// file that has that name is moved aside.
  public static void replace(Path part, Path file) throws IOException {
    moveAside(file);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Moves what is not a regular file out of the way.
  ///
  /// @return whether there was such a thing
  private static boolean moveAside(Path file) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Path aside = file.resolveSibling(file.getFileName() + ".aside-" + UUID.randomUUID());
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /// The whole content as UTF-8.
  ///
  /// @throws FileSystemException if the file has more than `most` bytes
  public static String readString(Path file, int most) throws IOException {
    OpenFile opened = open(file);
    try (FileChannel channel = opened.channel()) {
      if (opened.status().bytes() > most) {
        throw new FileSystemException(file.toString(), null, "has more than " + most + " bytes");
      }
      return UTF_8.decode(read(channel, 0, most)).toString();
    }
  }

  /// The first bytes, at most `most`.
  public static ByteBuffer head(Path file, int most) throws IOException {
    OpenFile opened = open(file);
    try (FileChannel channel = opened.channel()) {
      return read(channel, 0, most);
    }
  }

  /// The last bytes, at most `most`.
  public static ByteBuffer tail(Path file, int most) throws IOException {
    OpenFile opened = open(file);
    try (FileChannel channel = opened.channel()) {
      return read(channel, Math.max(0, opened.status().bytes() - most), most);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(channel.size() - from, 0, most));
    channel.position(from);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // on to the rest
    }
    return bytes.flip();
  }

  /// A channel to what was opened.
  static OpenFile opened(int descriptor, String name, Set<? extends OpenOption> options)
      throws IOException {
    try {
      FileStatus status = FileCalls.status(descriptor);
      if (!status.isRegular()) {
        throw new NotRegularFileException(name);
      }
      return new OpenFile(FileChannel.open(FileCalls.inProc(descriptor), options), status);
    } finally {
      FileCalls.close(descriptor);
    }
  }

  private static byte[] bytes(Path file) {
    return FileCalls.bytes(file.toAbsolutePath());
  }
}

package dev.retort.engine.warden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Brings files and directories to the disk, fsync(2).
final class Durable {
  private Durable() {}

  /// Every regular file and directory at and below `root`; links are not followed. Nothing happens
  /// if there is no such directory, or if it never held anything.
  static void syncTree(Path root) throws IOException {
    if (!Files.isDirectory(root) || isUntouched(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              sync(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            sync(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Whether a directory is empty and was not changed since its birth (statx(2)), so that there is
  /// nothing in it to bring to the disk. Where the file system knows no time of birth, an empty one
  /// counts as such: what was deleted from it could be back after a power cut.
  private static boolean isUntouched(Path directory) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return attributes.creationTime().equals(attributes.lastModifiedTime())
          && !entries.iterator().hasNext();
    }
  }

  /// One file, or the names in one directory.
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Writes `content` under another name, syncs it, and gives it its name; whoever sees the name
  /// sees all of it, also after a power cut.
  static void replace(Path part, Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(content.length);
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    Path parent = file.getParent();
    if (parent != null) {
      sync(parent);
    }
  }
}

package dev.retort.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Deletes a tree, also where a program has taken away its own permissions. Never follows a link.
final class Deletion extends SimpleFileVisitor<Path> {

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.deleteIfExists(file);
    return FileVisitResult.CONTINUE;
  }

  /// A directory that could not be opened because nobody may.
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
    boolean closed = !Files.isReadable(file) || !Files.isExecutable(file);
    if (!closed || !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw failed;
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    Files.walkFileTree(file, new Deletion());
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
      throws IOException {
    if (failed != null) {
      throw failed;
    }
    Files.deleteIfExists(directory);
    return FileVisitResult.CONTINUE;
  }
}

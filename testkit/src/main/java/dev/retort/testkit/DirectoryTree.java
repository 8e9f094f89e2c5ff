package dev.retort.testkit;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Deletes a directory tree that another process may still be deleting from: the warden exits
/// shortly after its engine.
final class DirectoryTree {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(10);

  private DirectoryTree() {}

  /// Deletes the directory.
  ///
  /// @throws IOException if another process still writes there when the time is up
  static void delete(Path directory, Duration patience) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        Files.walkFileTree(directory, new Deletion());
        return;
      } catch (DirectoryNotEmptyException written) {
        if (System.nanoTime() - start > patience.toNanos()) {
          throw written;
        }
        LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
      }
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
      if (failed instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failed;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
        throws IOException {
      if (failed != null && !(failed instanceof NoSuchFileException)) {
        throw failed;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}

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

/// A directory with all that is in it, which somebody else may still be clearing away: the warden
/// leaves a little later than its engine.
final class DirectoryTree {
  private static final Duration LOOK = Duration.ofMillis(10);

  private DirectoryTree() {}

  /// Deletes it.
  ///
  /// @throws IOException when something is still being written there after that time
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
        LockSupport.parkNanos(LOOK.toNanos());
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

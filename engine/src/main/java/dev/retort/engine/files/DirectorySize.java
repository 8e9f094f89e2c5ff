package dev.retort.engine.files;

import dev.retort.warden.linux.FileName;
import dev.retort.warden.linux.FileStatus;
import dev.retort.warden.linux.OpenDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Adds up the sizes of the regular files in a directory tree. Follows no link. Used by one thread.
final class DirectorySize {
  private static final int MOST_DEPTH = 200;

  private final String except;
  private long bytes;

  private DirectorySize(String except) {
    this.except = except;
  }

  /// 0 if there is no such directory.
  ///
  /// @param except the name of an entry of that directory which does not count
  static long of(Path directory, String except) {
    DirectorySize size = new DirectorySize(except);
    try (OpenDirectory opened = OpenDirectory.of(directory)) {
      size.visit(opened, 0);
    } catch (IOException notThere) {
      // what was found so far counts
    }
    return size.bytes;
  }

  private void visit(OpenDirectory here, int depth) throws IOException {
    here.visit((name, kind) -> {
      if (depth == 0 && name.toString().equals(except)) {
        return true;
      }
      try {
        entry(here, name, kind, depth);
      } catch (IOException goneMeanwhile) {
        // it has no size any more
      }
      return true;
    });
  }

  private void entry(OpenDirectory here, FileName name, FileStatus.@Nullable Kind kind, int depth)
      throws IOException {
    switch (kind == null ? here.status(name).kind() : kind) {
      case REGULAR -> bytes += here.status(name).bytes();
      case DIRECTORY -> {
        if (depth < MOST_DEPTH) {
          try (OpenDirectory next = here.directory(name)) {
            visit(next, depth + 1);
          }
        }
      }
      case LINK, OTHER -> {
        // without content of their own
      }
    }
  }
}

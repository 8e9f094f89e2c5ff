package dev.retort.warden.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Deletes a tree, also where a program has taken away its own permissions. Never follows a link,
/// whatever changes meanwhile, and takes any depth with few open directories: what is deeper is
/// moved up first. Used by one thread.
public final class Deletion {
  private static final int MOST_OPEN = 32;

  private final OpenDirectory top;
  private int moved;

  private Deletion(OpenDirectory top) {
    this.top = top;
  }

  /// Deletes what is at `root`, of whatever kind; nothing happens if there is nothing.
  public static void of(Path root) throws IOException {
    Path name = root.getFileName();
    Path parent = root.toAbsolutePath().getParent();
    if (name == null || parent == null) {
      throw new IllegalArgumentException("a file system is not deleted: " + root);
    }
    try (OpenDirectory above = OpenDirectory.throughLink(parent)) {
      delete(above, new FileName(FileCalls.bytes(name)));
    } catch (NoSuchFileException nothingThere) {
      // deleted already
    }
  }

  private static void delete(OpenDirectory above, FileName root) throws IOException {
    if (!above.status(root).isDirectory()) {
      above.delete(root, false);
      return;
    }
    boolean left = true;
    while (left) {
      try (OpenDirectory top = above.regained(root)) {
        Deletion deletion = new Deletion(top);
        deletion.empty(top, 1);
        left = deletion.moved > 0;
      }
    }
    above.delete(root, true);
  }

  private void empty(OpenDirectory directory, int depth) throws IOException {
    directory.visit((name, kind) -> {
      try {
        if (isDirectory(directory, name, kind)) {
          deleteDirectory(directory, name, depth);
        } else {
          directory.delete(name, false);
        }
      } catch (NoSuchFileException goneMeanwhile) {
        // that is what was wanted
      }
      return true;
    });
  }

  private void deleteDirectory(OpenDirectory above, FileName name, int depth) throws IOException {
    if (depth == MOST_OPEN) {
      moveUp(above, name);
      return;
    }
    try (OpenDirectory directory = above.regained(name)) {
      empty(directory, depth + 1);
    }
    above.delete(name, true);
  }

  private void moveUp(OpenDirectory above, FileName name) throws IOException {
    FileName unused = FileName.of(UUID.randomUUID().toString()).orElseThrow();
    try {
      above.move(name, top, unused);
    } catch (AccessDeniedException withoutPermissions) {
      above.regain(name);
      above.move(name, top, unused);
    }
    moved++;
  }

  private static boolean isDirectory(
      OpenDirectory above, FileName name, FileStatus.@Nullable Kind kind) throws IOException {
    return kind == null ? above.status(name).isDirectory() : kind == FileStatus.Kind.DIRECTORY;
  }
}

package dev.retort.warden.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Syncs files and directories to disk; fsync(2).
public final class Durable {
  private static final int MOST_OPEN = 32;

  private Durable() {}

  /// Every regular file and directory at and below `root`; links are not followed. Nothing happens
  /// if there is no such directory, or if it never held anything. Below 32 directories it syncs the
  /// whole file system, so that a deep tree takes few descriptors.
  public static void syncTree(Path root) throws IOException {
    try (OpenDirectory directory = OpenDirectory.of(root)) {
      // An empty directory that is unchanged since its creation needs no sync. Where the file
      // system
      // has no creation time, every empty one counts as unchanged: its deleted files may reappear
      // after a power cut.
      FileStatus before = directory.status();
      boolean changed = !before.created().equals(before.modified());
      if (syncEntries(directory, 1) || changed) {
        directory.sync();
      }
    } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException none) {
      // a program may have removed or replaced it
    }
  }

  /// @return whether there was any
  private static boolean syncEntries(OpenDirectory directory, int depth) throws IOException {
    return directory.visit((name, kind) -> {
      try {
        sync(directory, name, kind == null ? directory.status(name).kind() : kind, depth);
      } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException changed) {
        // by another program, since the directory was read
      }
      return true;
    })
        > 0;
  }

  private static void sync(OpenDirectory directory, FileName name, FileStatus.Kind kind, int depth)
      throws IOException {
    switch (kind) {
      case REGULAR -> directory.sync(name);
      case DIRECTORY -> {
        if (depth == MOST_OPEN) {
          directory.syncFileSystem();
          return;
        }
        try (OpenDirectory below = directory.directory(name)) {
          syncEntries(below, depth + 1);
          below.sync();
        }
      }
      case LINK, OTHER -> {
        // its name is synced with the directory
      }
    }
  }

  /// One file, or the names in one directory.
  public static void sync(Path path) throws IOException {
    int descriptor = FileCalls.openThroughLink(path, FileCalls.O_RDONLY);
    try {
      FileCalls.sync(descriptor);
    } finally {
      FileCalls.close(descriptor);
    }
  }

  /// Writes `content` under another name, syncs it, and renames it, so that `file` is complete even
  /// after a power cut. Anything but a regular file that has one of the names is moved aside.
  public static void replace(Path part, Path file, byte[] content) throws IOException {
    try (FileChannel channel = RegularFiles.write(part)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(content.length);
      channel.force(true);
    }
    RegularFiles.replace(part, file);
    Path parent = file.getParent();
    if (parent != null) {
      sync(parent);
    }
  }
}

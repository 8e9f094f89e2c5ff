package dev.retort.warden.process;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// The free space on the file system of a log without a limit. A log must not fill the disk: the
/// node needs room for its database and for the records of other attempts. Used by one thread.
final class DiskRoom {
  /// Bytes of one log between two looks.
  static final long INTERVAL = 16L << 20;

  private static final long MOST_RESERVED = 1L << 30;
  private static final int RESERVED_PART = 20;

  private final FileStore disk;

  private DiskRoom(FileStore disk) {
    this.disk = disk;
  }

  static DiskRoom around(Path log) throws IOException {
    return new DiskRoom(Files.getFileStore(log));
  }

  /// Whether less is free than a twentieth of the disk or 1 GiB, whichever is smaller.
  boolean scarce() throws IOException {
    return disk.getUsableSpace() < Math.min(MOST_RESERVED, disk.getTotalSpace() / RESERVED_PART);
  }
}

package dev.retort.warden.linux;

import java.time.Instant;

/// What statx(2) says of a file.
///
/// @param kind what it is; a link is itself, never what it names
/// @param permissions the twelve bits of chmod(2)
/// @param owner its user id
/// @param bytes its size
/// @param modified when its content changed last
/// @param created when it was made; as `modified` where the file system does not say
/// @param device the file system that it is on, as one number
/// @param inode identifies it on that file system
public record FileStatus(
    Kind kind,
    int permissions,
    long owner,
    long bytes,
    Instant modified,
    Instant created,
    long device,
    long inode) {

  /// What a file is.
  public enum Kind {
    REGULAR,
    DIRECTORY,
    LINK,
    /// A FIFO, a socket or a device: a read of it may wait for ever.
    OTHER
  }

  public boolean isRegular() {
    return kind == Kind.REGULAR;
  }

  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  /// Whether both are the same file, whatever its names are.
  public boolean isSameFile(FileStatus other) {
    return device == other.device && inode == other.inode;
  }
}

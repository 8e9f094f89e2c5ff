package dev.retort.warden.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/// The lock file that this warden holds. Once it is gone or replaced, the data directory was
/// deleted, and nobody will ask for its programs again.
///
/// @param identity device and inode
record OwnLock(Path file, Object identity) {

  static OwnLock of(Path file) throws IOException {
    return new OwnLock(file, identify(file));
  }

  boolean isThere() {
    try {
      return identity.equals(identify(file));
    } catch (NoSuchFileException deleted) {
      return false;
    } catch (IOException unknown) {
      return true;
    }
  }

  private static Object identify(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "every Unix has inodes");
  }
}

package dev.retort.warden.client;

import dev.retort.warden.linux.Deletion;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The directory for the temporary files of one attempt, and a short name for it. A socket's path
/// has at most 107 bytes (unix(7)), and programs put sockets below `TMPDIR`: the directory lies
/// deep in the data directory, but `<data>/tmp/<name>` leads to it. Thread-safe.
///
/// @param directory `attempts/<n>/tmp`
/// @param link a symbolic link to it
public record TemporaryDirectory(Path directory, Path link) {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// The end of an id is random; an attempt's number follows.
  private static final int RANDOM_END = 12;

  /// The temporary directory of an attempt; it may not exist.
  ///
  /// @param attempt `<experiment>/attempts/<n>`
  public static TemporaryDirectory of(Path dataDirectory, Path attempt) {
    Path experiment = attempt.resolve("../..").normalize();
    String id = String.valueOf(experiment.getFileName());
    String name = id.substring(Math.max(0, id.length() - RANDOM_END)) + "-" + attempt.getFileName();
    return new TemporaryDirectory(
        new AttemptDirectory(attempt).temporary(), dataDirectory.resolve("tmp").resolve(name));
  }

  /// Creates it, empty, unless it exists.
  ///
  /// @return its name for the program: the short one where that is possible
  public Path create() throws IOException {
    try {
      Files.createDirectory(directory, OWNER_ONLY);
    } catch (FileAlreadyExistsException again) {
      // created for an earlier try to start the attempt
    }
    try {
      Files.createDirectories(link.getParent(), OWNER_ONLY);
      Files.createSymbolicLink(link, directory);
    } catch (IOException | UnsupportedOperationException taken) {
      return isLinked() ? link : directory;
    }
    return link;
  }

  /// Whether the short name leads to the directory.
  public boolean isLinked() {
    try {
      return Files.readSymbolicLink(link).equals(directory);
    } catch (IOException | UnsupportedOperationException noLink) {
      return false;
    }
  }

  /// Deletes it with everything in it. Links in it are not followed. Call it when no process of the
  /// attempt is left.
  ///
  /// @return why some of it still exists; empty when nothing does
  public Optional<String> delete() {
    try {
      if (isLinked()) {
        Files.deleteIfExists(link);
      }
      Deletion.of(directory);
    } catch (IOException failed) {
      return Optional.of(failed.toString());
    }
    return Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(directory + " exists")
        : Optional.empty();
  }
}

package dev.retort.engine.files;

import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.warden.client.AttemptDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The directory with all data of a node; a lock prevents its use by a second server. Thread-safe.
public final class DataDirectory implements AutoCloseable {
  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "ceph",
          "lustre",
          "glusterfs",
          "fuse.sshfs",
          "fuse.glusterfs",
          "fuse.cephfs",
          "beegfs",
          "gpfs");
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final long SECONDS_OF_A_DAY = 86_400;

  private final Path root;
  private final FileChannel lockFile;
  private volatile @Nullable Day lastDay;

  /// @param number since 1970-01-01, in UTC
  private record Day(long number, Path directory) {}

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /// Opens and locks the directory; creates it if it is missing.
  ///
  /// @throws RetortException if another server holds the lock, the directory is on a network file
  ///   system or not writable, or another user could change it
  public static DataDirectory open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, OWNER_ONLY);
      root = root.toRealPath();
      refuseNetworkFileSystem(root);
      DirectoryAccess.secure(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new RetortException(
            "another Retort server uses the data directory "
                + root
                + "; stop it, or choose another directory with --data-dir");
      }
      Files.createDirectories(root.resolve("incoming"));
      return new DataDirectory(root, channel);
    } catch (FileAlreadyExistsException file) {
      throw new RetortException(
          "the data directory " + root + " is a file; choose another with --data-dir", file);
    } catch (IOException failed) {
      throw new RetortException("cannot use the data directory " + root + ": " + failed, failed);
    }
  }

  /// Whether a server holds the lock of the directory now. Changes nothing.
  public static boolean isHeld(Path directory) {
    Path lock = directory.resolve("lock");
    if (Files.notExists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return !tryLock(channel);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  private static void refuseNetworkFileSystem(Path root) throws IOException {
    String type = fileSystem(root);
    if (NETWORK_FILE_SYSTEMS.contains(type)) {
      throw new RetortException(
          "the data directory "
              + root
              + " is on a network file system ("
              + type
              + "), where SQLite's locks are unreliable; choose a local directory with --data-dir");
    }
  }

  /// The type of the file system of an existing path, for example `ext4`.
  public static String fileSystem(Path existing) throws IOException {
    return Files.getFileStore(existing).type();
  }

  public Path root() {
    return root;
  }

  /// The SQLite database.
  public Path database() {
    return root.resolve("retort.db");
  }

  /// The inputs of pending experiments that are too large for the database.
  public Path incoming() {
    return root.resolve("incoming");
  }

  public Path incoming(ExperimentId id) {
    return incoming().resolve(id.toString());
  }

  /// Markers of experiments that have a directory without a final record.
  Path unrecorded() {
    return root.resolve("unrecorded");
  }

  /// The directory of an experiment, `experiments/<yyyy>/<mm>/<dd>/<id>`; the day comes from its
  /// id, in UTC. It is created when a program needs it.
  public Path experiment(ExperimentId id) {
    return day(id.moment()).resolve(id.toString());
  }

  /// Consecutive calls nearly always ask for the same day.
  private Path day(Instant moment) {
    long number = Math.floorDiv(moment.getEpochSecond(), SECONDS_OF_A_DAY);
    Day known = lastDay;
    if (known == null || known.number() != number) {
      known = new Day(number, root.resolve("experiments").resolve(DAY.format(moment)));
      lastDay = known;
    }
    return known.directory();
  }

  /// The directory of one attempt, with its logs and records, and `work`.
  public Path attempt(ExperimentId id, int number) {
    return experiment(id).resolve("attempts").resolve(Integer.toString(number));
  }

  /// The input of an experiment, once its directory exists.
  public Path sequence(ExperimentId id) {
    return experiment(id).resolve("sequence");
  }

  /// The progress file of an attempt.
  public Path progress(ExperimentId id, int number) {
    return new AttemptDirectory(attempt(id, number)).progress();
  }

  /// Purged directories that are being deleted.
  public Path trash() {
    return root.resolve("trash");
  }

  /// Whether an I/O failure means that the disk is full.
  public static boolean isFull(IOException failure) {
    String reason =
        failure instanceof FileSystemException inFile ? inFile.getReason() : failure.getMessage();
    return reason != null
        && (reason.contains("No space left on device") || reason.contains("Disk quota exceeded"));
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw new RetortException("cannot release the lock of " + root, failed);
    }
  }
}

package dev.retort.engine.files;

import dev.retort.core.RetortException;
import dev.retort.engine.log.EngineLog;
import dev.retort.warden.linux.Kernel;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Makes sure that only the server's user reaches the data directory. It holds queries and inputs,
/// and code that runs as that user. Mode 0700 of the directory itself protects everything below.
final class DirectoryAccess {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static final int STICKY = 01000;

  /// In the top directory of a disk; root's.
  private static final String LOST_AND_FOUND = "lost+found";

  private DirectoryAccess() {}

  /// Refuses a directory that others could have changed, and closes one that others could only
  /// read.
  ///
  /// @param root exists, and is no link
  /// @throws RetortException if it belongs to another user, if other users could write to it or
  ///   replace it, or if something in it belongs to another user; the message says what to do
  static void secure(Path root) throws IOException {
    if (!root.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    int user = Kernel.effectiveUser();
    requireOwner(root, root, user);
    requireSafeParent(root);
    boolean wasWritable = isWritableByOthers(root);
    if (wasWritable && !isEmpty(root)) {
      throw new RetortException(
          "other users can write to the data directory "
              + root
              + " (mode "
              + mode(root)
              + "), and could have put code there that the server would run; check its files, then"
              + " run chmod 700 on it, or choose another with --data-dir");
    }
    for (Path shallow : new Path[] {root, root.resolve("warden")}) {
      if (Files.isDirectory(shallow, LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(shallow)) {
          for (Path entry : entries) {
            if (!entry.endsWith(LOST_AND_FOUND)) {
              requireOwner(root, entry, user);
            }
          }
        }
      }
    }
    closeToOthers(root);
  }

  /// Takes the rights of others away, and gives the owner none.
  private static void closeToOthers(Path root) throws IOException {
    String before = mode(root);
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(root);
    if (rights.retainAll(OWNER_ONLY)) {
      Files.setPosixFilePermissions(root, rights);
      EngineLog.closedToOthers(root, before, mode(root));
    }
  }

  private static void requireOwner(Path root, Path path, int user) throws IOException {
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != user) {
      throw new RetortException(
          (path.equals(root) ? "the data directory " + root : path + " in the data directory")
              + " belongs to the user "
              + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName()
              + " and the server runs as "
              + user
              + "; its owner could make the server run code. Give it to the server's user with"
              + " chown, or choose another with --data-dir");
    }
  }

  /// Whoever writes to the parent can put another directory in the place of this one, unless it is
  /// sticky, as `/tmp` is. A group is trusted there: an administrator chose its members.
  private static void requireSafeParent(Path root) throws IOException {
    Path parent = root.getParent();
    if (parent == null) {
      return;
    }
    boolean sticky = ((int) Files.getAttribute(parent, "unix:mode") & STICKY) != 0;
    if (!sticky
        && Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new RetortException(
          "every user can write to "
              + parent
              + " (mode "
              + mode(parent)
              + ") and replace the data directory in it; run chmod o-w on it, or choose another"
              + " data directory with --data-dir");
    }
  }

  /// Group members count, unless the group is the owner's own: such a group has the owner's name.
  private static boolean isWritableByOthers(Path root) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(root, PosixFileAttributes.class);
    Set<PosixFilePermission> permissions = attributes.permissions();
    boolean ownGroup = attributes.group().getName().equals(attributes.owner().getName());
    return permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || permissions.contains(PosixFilePermission.GROUP_WRITE) && !ownGroup;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }

  private static String mode(Path path) throws IOException {
    return Integer.toOctalString((int) Files.getAttribute(path, "unix:mode") & 07777);
  }
}

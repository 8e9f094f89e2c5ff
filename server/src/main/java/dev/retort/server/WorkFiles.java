package dev.retort.server;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Opens and lists what a program left in its working directory, and nothing else: each step down
/// is taken relative to the directory opened before (openat(2)) and follows no symbolic link, so a
/// program that swaps a directory for a link while it is read gains nothing.
final class WorkFiles {
  /// A listing ends here.
  static final int MOST = 10_000;

  private static final int DEEPEST = 32;

  private WorkFiles() {}

  /// An open regular file; its reader closes the channel.
  record Opened(SeekableByteChannel channel, BasicFileAttributes attributes) {}

  /// One file of a listing, its path relative and separated by `/`.
  record Listed(String path, BasicFileAttributes attributes) {}

  /// The segments of a path as it stands in a URI; empty when no file can have it.
  static Optional<List<String>> segments(String encoded) {
    List<String> segments = new ArrayList<>();
    for (String part : encoded.split("/", -1)) {
      Optional<String> name = Percent.decode(part, false).filter(WorkFiles::isName);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      segments.add(name.get());
    }
    return Optional.of(segments);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.length() <= 255
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
  }

  /// Opens a file below `work`; empty when there is none, or it is not a regular file, or a link
  /// stands on the way.
  static Optional<Opened> open(Path work, List<String> segments) {
    Path parent = work.getParent();
    if (parent == null) {
      return Optional.empty();
    }
    try (SecureDirectoryStream<Path> above = directory(parent)) {
      return descend(above, work.getFileName(), segments);
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /// Opens a file that the server's own side wrote, beside the working directory.
  static Optional<Opened> openBeside(Path path) {
    Path attempt = path.getParent();
    return attempt == null
        ? Optional.empty()
        : open(attempt, List.of(String.valueOf(path.getFileName())));
  }

  private static Optional<Opened> descend(
      SecureDirectoryStream<Path> above, Path name, List<String> segments) throws IOException {
    try (SecureDirectoryStream<Path> here =
        above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      Path next = Path.of(segments.getFirst());
      return segments.size() == 1
          ? openFile(here, next)
          : descend(here, next, segments.subList(1, segments.size()));
    }
  }

  /// The type is looked at before: opening a FIFO for reading would block.
  private static Optional<Opened> openFile(SecureDirectoryStream<Path> here, Path name)
      throws IOException {
    if (!attributes(here, name).isRegularFile()) {
      return Optional.empty();
    }
    SeekableByteChannel channel =
        here.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    return Optional.of(new Opened(channel, attributes(here, name)));
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> here, Path name)
      throws IOException {
    return here.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /// The regular files below `work`, by path; at most [#MOST].
  static List<Listed> list(Path work) {
    List<Listed> found = new ArrayList<>();
    Path parent = work.getParent();
    if (parent != null) {
      try (SecureDirectoryStream<Path> above = directory(parent)) {
        list(above, work.getFileName(), "", 0, found);
      } catch (IOException notThere) {
        // nothing was written yet
      }
    }
    found.sort(Comparator.comparing(Listed::path));
    return found;
  }

  private static void list(
      SecureDirectoryStream<Path> above, Path name, String prefix, int depth, List<Listed> found)
      throws IOException {
    if (depth == DEEPEST) {
      return;
    }
    try (SecureDirectoryStream<Path> here =
        above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : here) {
        if (found.size() >= MOST) {
          return;
        }
        Path file = entry.getFileName();
        try {
          BasicFileAttributes attributes = attributes(here, file);
          if (attributes.isRegularFile()) {
            found.add(new Listed(prefix + file, attributes));
          } else if (attributes.isDirectory()) {
            list(here, file, prefix + file + '/', depth + 1, found);
          }
        } catch (IOException goneMeanwhile) {
          // the program is still at work
        }
      }
    }
  }

  private static SecureDirectoryStream<Path> directory(Path path) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system has no openat(2), so files cannot be served safely");
  }
}

package dev.retort.engine.files;

import dev.retort.warden.linux.FileName;
import dev.retort.warden.linux.FileStatus;
import dev.retort.warden.linux.OpenDirectory;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows a path below a program's working directory, also through symbolic links that stay in it.
///
/// Every step opens or reads one entry of a directory that is held open (openat(2)) and follows no
/// link by itself: it reads the text of the link and takes the steps of that text. `..` leads back
/// to the directory that the walk came from. A program that moves and replaces entries meanwhile
/// therefore cannot lead the walk out of its working directory. Not thread-safe.
final class LinkWalk implements AutoCloseable {
  /// Maximum number of links of one path, as in path_resolution(7).
  static final int MAX_LINKS = 40;

  /// Maximum number of steps of one path.
  static final int MAX_STEPS = 256;

  private static final byte[] HERE = {'.'};
  private static final byte[] ABOVE = {'.', '.'};

  private final List<byte[]> root;
  private final Level start;
  private final List<OpenDirectory> opened = new ArrayList<>();
  private int links;
  private int steps;

  /// A directory of the walk.
  ///
  /// @param above the directory that it was reached from; null for the working directory
  record Level(OpenDirectory directory, @Nullable Level above) {
    private Level top() {
      Level level = this;
      while (level.above != null) {
        level = level.above;
      }
      return level;
    }
  }

  /// Where a walk ends: at a regular file when it was there.
  record End(OpenDirectory directory, FileName name, FileStatus status) {}

  /// A link that is not followed, or leads to nothing that can be served.
  static final class NotServedException extends IOException {
    private static final long serialVersionUID = 1;

    NotServedException(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /// @param root the path of the working directory, for links with an absolute target
  /// @param start the directory where the path begins; stays open
  LinkWalk(List<byte[]> root, Level start) {
    this.root = root;
    this.start = start;
  }

  /// The elements of the path of a directory that exists.
  static List<byte[]> elements(Path directory) {
    return FileName.elements(directory.toAbsolutePath()).orElseThrow().stream()
        .map(FileName::bytes)
        .toList();
  }

  /// Walks to a regular file.
  ///
  /// @throws NotServedException if a link on the way is the obstacle
  End to(List<FileName> names) throws IOException {
    Deque<byte[]> rest = new ArrayDeque<>();
    names.forEach(name -> rest.add(name.bytes()));
    Level here = start;
    while (!rest.isEmpty()) {
      byte[] part = rest.remove();
      if (++steps > MAX_STEPS) {
        throw new NotServedException("its path has more than " + MAX_STEPS + " steps");
      }
      if (part.length == 0 || Arrays.equals(part, HERE)) {
        continue;
      }
      if (Arrays.equals(part, ABOVE)) {
        here = here.above();
        if (here == null) {
          throw outside();
        }
        continue;
      }
      FileName name = FileName.of(part).orElseThrow(() -> nothing());
      FileStatus status = status(here, name);
      switch (status.kind()) {
        case REGULAR -> {
          if (!rest.isEmpty()) {
            throw links > 0 ? nothing() : new NotDirectoryException(name.toString());
          }
          return new End(here.directory(), name, status);
        }
        case DIRECTORY -> {
          OpenDirectory next = here.directory().directory(name);
          opened.add(next);
          here = new Level(next, here);
        }
        case LINK -> here = follow(here, name, rest);
        case OTHER -> throw new NotServedException("it is neither a file nor a directory");
      }
    }
    throw new NotServedException("it is a directory; its files are listed under its own path");
  }

  private FileStatus status(Level here, FileName name) throws IOException {
    try {
      return here.directory().status(name);
    } catch (NoSuchFileException none) {
      throw links > 0 ? nothing() : none;
    }
  }

  private Level follow(Level here, FileName name, Deque<byte[]> rest) throws IOException {
    if (++links > MAX_LINKS) {
      throw new NotServedException("it leads through more than " + MAX_LINKS + " links");
    }
    byte[] target = here.directory().target(name);
    List<byte[]> parts = split(target);
    boolean absolute = target.length > 0 && target[0] == '/';
    if (absolute) {
      parts = below(parts).orElseThrow(LinkWalk::outside);
    }
    parts.reversed().forEach(rest::addFirst);
    return absolute ? here.top() : here;
  }

  /// The part of an absolute path below the working directory; empty if it leads elsewhere.
  private Optional<List<byte[]>> below(List<byte[]> absolute) {
    List<byte[]> parts =
        absolute.stream().filter(part -> part.length > 0 && !Arrays.equals(part, HERE)).toList();
    if (parts.size() < root.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < root.size(); i++) {
      if (!Arrays.equals(parts.get(i), root.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parts.subList(root.size(), parts.size()));
  }

  private static List<byte[]> split(byte[] path) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        parts.add(Arrays.copyOfRange(path, from, i));
        from = i + 1;
      }
    }
    return parts;
  }

  private static NotServedException outside() {
    return new NotServedException("it leads out of the working directory");
  }

  private static NotServedException nothing() {
    return new NotServedException("it leads to nothing");
  }

  /// The number of steps so far.
  int steps() {
    return steps;
  }

  /// Why a walk failed, for people.
  static String reason(IOException failure) {
    return switch (failure) {
      case NotServedException known -> known.reason();
      case NoSuchFileException _, NotDirectoryException _ -> nothing().reason();
      case FileSystemLoopException _ -> "it changed meanwhile";
      default -> "it cannot be opened";
    };
  }

  @Override
  public void close() {
    opened.forEach(OpenDirectory::close);
  }
}

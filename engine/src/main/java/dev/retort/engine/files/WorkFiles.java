package dev.retort.engine.files;

import dev.retort.warden.linux.FileName;
import dev.retort.warden.linux.FileStatus;
import dev.retort.warden.linux.OpenDirectory;
import dev.retort.warden.linux.OpenFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens and lists the files in a program's working directory, and nothing else. It opens each
/// directory relative to its open parent (openat(2)), follows no symbolic link, and waits for no
/// FIFO, so that a program that replaces a file or a directory meanwhile neither leads it elsewhere
/// nor holds it up. Thread-safe.
public final class WorkFiles {
  /// Maximum number of entries that a listing looks at, whatever they are.
  public static final int MAX_ENTRIES = 10_000;

  /// Maximum number of directories above a file, below `work`.
  public static final int MAX_DEPTH = 32;

  private WorkFiles() {}

  /// An open regular file.
  ///
  /// @param channel the caller closes it
  /// @param bytes its size when it was opened
  /// @param modified when its content changed last
  /// @param inode identifies it on its file system
  public record Opened(SeekableByteChannel channel, long bytes, Instant modified, long inode) {
    private static Opened of(OpenFile file) {
      FileStatus status = file.status();
      return new Opened(file.channel(), status.bytes(), status.modified(), status.inode());
    }
  }

  /// One file of a listing, with its relative path, separated by `/`.
  public record Listed(String path, long bytes, Instant modified) {}

  /// The regular files of a directory.
  ///
  /// @param files sorted by path
  /// @param truncated whether there may be more: the directory has too many entries or is too deep
  public record Listing(List<Listed> files, boolean truncated) {
    public Listing {
      files = List.copyOf(files);
    }
  }

  /// Opens a file below `work`; empty if it does not exist, is not a regular file, or has a link in
  /// its path.
  public static Optional<Opened> open(Path work, List<String> segments) {
    List<FileName> names = new ArrayList<>();
    for (String segment : segments) {
      Optional<FileName> name = FileName.of(segment);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    try (OpenDirectory directory = OpenDirectory.of(work)) {
      return Optional.of(Opened.of(open(directory, names)));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private static OpenFile open(OpenDirectory here, List<FileName> names) throws IOException {
    if (names.size() == 1) {
      return here.file(names.getFirst());
    }
    try (OpenDirectory next = here.directory(names.getFirst())) {
      return open(next, names.subList(1, names.size()));
    }
  }

  /// Opens a file that Retort wrote beside the working directory.
  public static Optional<Opened> openBeside(Path path) {
    Path attempt = path.getParent();
    return attempt == null
        ? Optional.empty()
        : open(attempt, List.of(String.valueOf(path.getFileName())));
  }

  /// The regular files below `work`. A directory that does not exist has none.
  public static Listing list(Path work) {
    Search search = new Search();
    try (OpenDirectory directory = OpenDirectory.of(work)) {
      search.visit(directory, "", 0);
    } catch (IOException notThere) {
      // no output yet
    }
    search.found.sort(Comparator.comparing(Listed::path));
    return new Listing(search.found, search.truncated);
  }

  /// One walk through a tree. Used by one thread.
  private static final class Search {
    private final List<Listed> found = new ArrayList<>();
    private int entries;
    private boolean truncated;

    void visit(OpenDirectory here, String prefix, int depth) throws IOException {
      here.visit((name, kind) -> {
        if (entries == MAX_ENTRIES) {
          truncated = true;
          return false;
        }
        entries++;
        try {
          entry(here, name, kind, prefix, depth);
        } catch (IOException goneMeanwhile) {
          // the program is still running
        }
        return true;
      });
    }

    private void entry(
        OpenDirectory here, FileName name, FileStatus.@Nullable Kind kind, String prefix, int depth)
        throws IOException {
      switch (kind == null ? here.status(name).kind() : kind) {
        case REGULAR -> {
          FileStatus status = here.status(name);
          if (status.isRegular()) {
            found.add(new Listed(prefix + name, status.bytes(), status.modified()));
          }
        }
        case DIRECTORY -> {
          if (depth == MAX_DEPTH) {
            truncated = true;
            return;
          }
          try (OpenDirectory next = here.directory(name)) {
            visit(next, prefix + name + '/', depth + 1);
          }
        }
        case LINK, OTHER -> {
          // never served
        }
      }
    }
  }
}

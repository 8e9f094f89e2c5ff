package dev.retort.engine.files;

import dev.retort.engine.files.LinkWalk.Level;
import dev.retort.warden.linux.FileName;
import dev.retort.warden.linux.FileStatus;
import dev.retort.warden.linux.OpenDirectory;
import dev.retort.warden.linux.OpenFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens and lists the files in a program's working directory, and nothing else. It opens each
/// directory relative to its open parent (openat(2)) and waits for no FIFO. It follows a symbolic
/// link only within the working directory, see [LinkWalk]. A program that replaces a file or a
/// directory meanwhile thus neither leads it elsewhere nor holds it up. Thread-safe.
public final class WorkFiles {
  /// Maximum number of entries that a listing looks at, whatever they are.
  public static final int MAX_ENTRIES = 10_000;

  /// Maximum number of directories above a file, below `work`.
  public static final int MAX_DEPTH = 32;

  /// Maximum number of steps that a listing takes to follow links.
  static final int MAX_STEPS = 40_000;

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

  /// One file or link of a listing.
  ///
  /// @param path its path relative to the working directory
  /// @param bytes the size of the file; of a link, that of the file that it leads to, or its own
  /// @param modified when its content changed last
  /// @param link null for a regular file
  public record Listed(WorkPath path, long bytes, Instant modified, @Nullable Link link) {
    /// Whether [WorkFiles#open(Path, WorkPath)] opens it.
    public boolean isServed() {
      return link == null || link.obstacle() == null;
    }
  }

  /// A symbolic link.
  ///
  /// @param target its text, for people
  /// @param obstacle why it is not served; null if it leads to a file in the working directory
  public record Link(String target, @Nullable String obstacle) {}

  /// The files and links of a directory.
  ///
  /// @param files sorted by path
  /// @param truncated whether there may be more: the directory has too many entries or is too deep
  public record Listing(List<Listed> files, boolean truncated) {
    public Listing {
      files = List.copyOf(files);
    }
  }

  /// Opens a file below `work`, also through links that stay in it; empty if there is none, or it
  /// is not a regular file.
  public static Optional<Opened> open(Path work, WorkPath path) {
    try {
      return Optional.of(Opened.of(openFile(work, path)));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /// Why a file is not opened although there is something of that name; empty if there is nothing,
  /// or the file can be opened.
  public static Optional<String> obstacle(Path work, WorkPath path) {
    try {
      openFile(work, path).channel().close();
      return Optional.empty();
    } catch (LinkWalk.NotServedException known) {
      return Optional.of(known.reason());
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private static OpenFile openFile(Path work, WorkPath path) throws IOException {
    try (OpenDirectory directory = OpenDirectory.of(work);
        LinkWalk walk = new LinkWalk(LinkWalk.elements(work), new Level(directory, null))) {
      LinkWalk.End end = walk.to(path.elements());
      return end.directory().file(end.name());
    }
  }

  /// Opens a file that Retort wrote beside the working directory.
  public static Optional<Opened> openBeside(Path path) {
    Path attempt = path.getParent();
    if (attempt == null) {
      return Optional.empty();
    }
    try (OpenDirectory directory = OpenDirectory.of(attempt)) {
      return Optional.of(
          Opened.of(directory.file(FileName.elements(path.getFileName()).orElseThrow().getLast())));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /// The regular files and the links below `work`. A directory that does not exist has none.
  public static Listing list(Path work) {
    Search search = new Search(LinkWalk.elements(work));
    try (OpenDirectory directory = OpenDirectory.of(work)) {
      search.visit(new Level(directory, null), List.of());
    } catch (IOException notThere) {
      // no output yet
    }
    return new Listing(
        search.found.stream().sorted(Comparator.comparing(Listed::path)).toList(),
        search.truncated);
  }

  /// One walk through a tree. Used by one thread.
  private static final class Search {
    private final List<byte[]> root;
    private final List<Listed> found = new ArrayList<>();
    private int entries;
    private int steps;
    private boolean truncated;

    Search(List<byte[]> root) {
      this.root = root;
    }

    void visit(Level here, List<FileName> above) throws IOException {
      here.directory()
          .visit((name, kind) -> {
            if (entries == MAX_ENTRIES) {
              truncated = true;
              return false;
            }
            entries++;
            try {
              entry(here, name, kind, above);
            } catch (IOException goneMeanwhile) {
              // the program is still running
            }
            return true;
          });
    }

    private void entry(
        Level here, FileName name, FileStatus.@Nullable Kind kind, List<FileName> above)
        throws IOException {
      List<FileName> names = new ArrayList<>(above);
      names.add(name);
      WorkPath path = new WorkPath(names);
      switch (kind == null ? here.directory().status(name).kind() : kind) {
        case REGULAR -> {
          FileStatus status = here.directory().status(name);
          if (status.isRegular()) {
            found.add(new Listed(path, status.bytes(), status.modified(), null));
          }
        }
        case DIRECTORY -> {
          if (above.size() == MAX_DEPTH) {
            truncated = true;
            return;
          }
          try (OpenDirectory next = here.directory().directory(name)) {
            visit(new Level(next, here), names);
          }
        }
        case LINK -> found.add(link(here, name, path));
        case OTHER -> {
          // never served
        }
      }
    }

    private Listed link(Level here, FileName name, WorkPath path) throws IOException {
      FileStatus own = here.directory().status(name);
      String target = new String(here.directory().target(name), StandardCharsets.UTF_8);
      if (steps > MAX_STEPS) {
        truncated = true;
        return new Listed(
            path, own.bytes(), own.modified(), new Link(target, "there are too many links"));
      }
      LinkWalk walk = new LinkWalk(root, here);
      try (walk) {
        FileStatus file = walk.to(List.of(name)).status();
        return new Listed(path, file.bytes(), file.modified(), new Link(target, null));
      } catch (IOException notServed) {
        Link link = new Link(target, LinkWalk.reason(notServed));
        return new Listed(path, own.bytes(), own.modified(), link);
      } finally {
        steps += walk.steps();
      }
    }
  }
}

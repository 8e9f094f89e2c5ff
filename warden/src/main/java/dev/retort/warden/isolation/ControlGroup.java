package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The control group below which each attempt of one data directory gets a leaf of its own;
/// cgroups(7). Thread-safe.
///
/// A process without privileges cannot leave its group, so an empty leaf proves the end of an
/// attempt. With `cpu.idle`, its processes get only otherwise idle processor time.
public final class ControlGroup {
  private static final int RELEASE_TRIES = 50;
  private static final long RELEASE_PAUSE_NANOS = 1_000_000;

  private final Mount mount;
  private final Path directory;
  private final Kind kind;

  private ControlGroup(Mount mount, Path directory, Kind kind) {
    this.mount = mount;
    this.directory = directory;
    this.kind = kind;
  }

  /// A hierarchy of groups.
  ///
  /// @param version 1 or 2
  /// @param home the group of this process, or the topmost visible group
  record Mount(int version, Path home) {}

  /// The capabilities of a group.
  ///
  /// @param version 1 or 2
  /// @param cpuIdle whether its processes get only otherwise idle processor time
  public record Kind(int version, boolean cpuIdle) {
    /// Whether programs start inside their group, so that none of their processes is ever outside.
    public boolean startsInside() {
      return version == 1;
    }

    /// For people: `v2 cpu.idle` or `v2 without cpu.idle`.
    public String words() {
      return "v" + version + (cpuIdle ? " cpu.idle" : " without cpu.idle");
    }
  }

  /// Creates the group, or takes over an existing one.
  static ControlGroup create(Mount mount, String name) throws IOException {
    Path directory = mount.home().resolve(name);
    removeWithLeaves(directory); // of an earlier warden that was killed
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    if (mount.version() == 2) {
      delegate(mount.home());
      delegate(directory);
    }
    return new ControlGroup(mount, directory, new Kind(mount.version(), makeIdle(directory)));
  }

  /// Enables in the groups inside the controllers that this group has. Impossible for a group that
  /// holds processes, as the server's own often does.
  private static void delegate(Path group) {
    for (String controller : List.of("memory", "pids")) {
      try {
        if (has(group.resolve("cgroup.controllers"), controller)
            && !has(group.resolve("cgroup.subtree_control"), controller)) {
          write(group.resolve("cgroup.subtree_control"), "+" + controller);
        }
      } catch (IOException e) {
        System.getLogger(ControlGroup.class.getName())
            .log(System.Logger.Level.DEBUG, "{0} does not pass on {1}: {2}", group, controller, e);
      }
    }
  }

  private static boolean has(Path file, String controller) {
    return ProcFs.read(file)
        .map(text -> List.of(text.strip().split(" ", -1)).contains(controller))
        .orElse(false);
  }

  /// Whether the leaves have this limit; version 2 only.
  boolean limits(String controller) {
    return mount.version() == 2 && has(directory.resolve("cgroup.subtree_control"), controller);
  }

  private static boolean makeIdle(Path directory) {
    try {
      if (Files.exists(directory.resolve("cpu.idle"))) {
        write(directory.resolve("cpu.idle"), "1");
        return true;
      }
    } catch (IOException e) {
      return false; // read-only in some containers
    }
    return false;
  }

  Kind kind() {
    return kind;
  }

  Path directory() {
    return directory;
  }

  public Leaf newLeaf(String name) throws IOException {
    Path leaf = mount.version() == 1 ? beside(directory, name) : directory.resolve(name);
    Files.createDirectory(leaf);
    return new Leaf(mount, leaf);
  }

  /// Removes the group and its leaves, except those with processes.
  public void remove() {
    removeWithLeaves(directory);
  }

  /// Leaves of version 1 are siblings of the group, and become idle only after the spawn: a thread
  /// that spawns inside an idle group waits until a processor is otherwise idle.
  private static Path beside(Path directory, String name) {
    return directory.resolveSibling(directory.getFileName() + "." + name);
  }

  static void removeWithLeaves(Path directory) {
    try (DirectoryStream<Path> leaves =
        Files.newDirectoryStream(directory.resolveSibling("."), directory.getFileName() + ".*")) {
      leaves.forEach(ControlGroup::removeEmpty);
    } catch (IOException | DirectoryIteratorException e) {
      System.getLogger(ControlGroup.class.getName())
          .log(System.Logger.Level.DEBUG, "control groups stay behind", e);
    }
    removeEmpty(directory);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }

  /// Removes inner groups first; groups with processes and their parents stay.
  private static boolean removeEmpty(Path group) {
    try {
      for (Path inner : within(group)) {
        removeEmpty(inner);
      }
      Files.deleteIfExists(group);
      return true;
    } catch (IOException e) {
      return false; // EBUSY
    }
  }

  /// The groups in a group. Usually there are none, and the link count is cheaper than a listing.
  private static List<Path> within(Path group) throws IOException {
    try {
      if ((int) Files.getAttribute(group, "unix:nlink") <= 2) {
        return List.of();
      }
      try (DirectoryStream<Path> within = Files.newDirectoryStream(group, Files::isDirectory)) {
        List<Path> groups = new ArrayList<>();
        within.forEach(groups::add);
        return groups;
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /// The group of one attempt.
  public record Leaf(Mount mount, Path directory) implements ProcessTree {

    /// With version 1, all processes that this thread starts from now on start in the leaf: writing
    /// 0 to `tasks` moves this thread alone, without a lock on all others.
    public void enter() throws IOException {
      if (mount.version() == 1) {
        write(directory.resolve("tasks"), "0");
      }
    }

    public void leave() throws IOException {
      if (mount.version() == 1) {
        write(mount.home().resolve("tasks"), "0");
      }
    }

    /// From now on the leaf gets only otherwise idle processor time.
    public void settle() throws IOException {
      if (mount.version() == 1) {
        makeIdle(directory);
      }
    }

    /// With version 2 a thread cannot move alone, so the program is moved right after its spawn.
    /// Its marks find children that it had before the move.
    public void adopt(long pid) throws IOException {
      if (mount.version() == 2) {
        write(directory.resolve("cgroup.procs"), Long.toString(pid));
      }
    }

    public boolean startsInside() {
      return mount.version() == 1;
    }

    @Override
    public Set<Long> living() {
      Set<Long> pids = new HashSet<>();
      collect(directory, pids);
      pids.remove(ProcessHandle.current().pid());
      return pids;
    }

    private static void collect(Path group, Set<Long> pids) {
      ProcFs.read(group.resolve("cgroup.procs"))
          .orElse("")
          .lines()
          .forEach(line -> pids.add(Long.parseLong(line)));
      try {
        for (Path inner : within(group)) {
          collect(inner, pids);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the control group " + group, e);
      }
    }

    @Override
    public void signal(int signal) {
      Path kill = directory.resolve("cgroup.kill");
      if (signal == Libc.SIGKILL && Files.exists(kill)) {
        try {
          write(kill, "1");
          return;
        } catch (IOException e) {
          // As on kernels before 5.14, one by one.
        }
      }
      ProcessTree.super.signal(signal);
    }

    @Override
    public Proof proof() {
      return Proof.CGROUP;
    }

    /// A process that has just ended still occupies the group for a moment.
    @Override
    public void release() {
      for (int i = 0; i < RELEASE_TRIES && !removeEmpty(directory); i++) {
        LockSupport.parkNanos(RELEASE_PAUSE_NANOS);
      }
    }
  }
}

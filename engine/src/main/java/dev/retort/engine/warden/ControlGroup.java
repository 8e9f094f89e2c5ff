package dev.retort.engine.warden;

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
/// Being in a group is the one thing that a process without privileges cannot shake off, so an
/// empty leaf proves the end of an attempt. `cpu.idle` gives its processes only what nobody else
/// wants.
final class ControlGroup {
  private static final int RELEASE_TRIES = 50;
  private static final long RELEASE_PAUSE_NANOS = 1_000_000;

  private final ControlGroups.Mount mount;
  private final Path directory;
  private final boolean idle;

  private ControlGroup(ControlGroups.Mount mount, Path directory, boolean idle) {
    this.mount = mount;
    this.directory = directory;
    this.idle = idle;
  }

  /// Makes the group, or takes the one that is there.
  static ControlGroup create(ControlGroups.Mount mount, String name) throws IOException {
    Path directory = mount.home().resolve(name);
    removeWithLeaves(directory); // what an earlier warden, killed, has left
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    if (mount.version() == 2) {
      delegate(mount.home());
      delegate(directory);
    }
    return new ControlGroup(mount, directory, makeIdle(directory));
  }

  /// Passes on to the groups within whatever limits this group has been given. A group that holds
  /// processes, as the server's own often does, cannot.
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

  String description() {
    return (mount.version() == 1 ? "v1" : "v2") + (idle ? " cpu.idle" : " without cpu.idle");
  }

  Path directory() {
    return directory;
  }

  Leaf newLeaf(String name) throws IOException {
    Path leaf = mount.version() == 1 ? beside(directory, name) : directory.resolve(name);
    Files.createDirectory(leaf);
    return new Leaf(mount, leaf);
  }

  /// Removes the group and its leaves, but for those with processes.
  void remove() {
    removeWithLeaves(directory);
  }

  /// Leaves of version 1 lie beside the group, not in it: a leaf becomes idle only after the birth,
  /// for a thread that launches from within an idle group waits until nobody else wants a
  /// processor.
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

  /// Groups within go first; those that hold processes stay, and those around them.
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

  /// The groups in a group: as a rule none, which its count of links tells for less than a listing.
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
  record Leaf(ControlGroups.Mount mount, Path directory) implements ProcessTree {

    /// With version 1, what this thread starts from now on is born in the leaf: writing 0 to
    /// `tasks` moves the thread alone, without a lock on all others.
    void enter() throws IOException {
      if (mount.version() == 1) {
        write(directory.resolve("tasks"), "0");
      }
    }

    void leave() throws IOException {
      if (mount.version() == 1) {
        write(mount.home().resolve("tasks"), "0");
      }
    }

    /// From now on the leaf gets only what nobody else wants.
    void settle() throws IOException {
      if (mount.version() == 1) {
        makeIdle(directory);
      }
    }

    /// With version 2 a thread cannot move alone, so the program is moved as soon as it is there; a
    /// child that it had by then is looked for by its marks at the end.
    void adopt(long pid) throws IOException {
      if (mount.version() == 2) {
        write(directory.resolve("cgroup.procs"), Long.toString(pid));
      }
    }

    boolean bornInside() {
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
        throw new UncheckedIOException("cannot look into the control group " + group, e);
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
    public String proof() {
      return "cgroup";
    }

    /// A process that has just left the list still holds the group for a moment.
    @Override
    public void release() {
      for (int i = 0; i < RELEASE_TRIES && !removeEmpty(directory); i++) {
        LockSupport.parkNanos(RELEASE_PAUSE_NANOS);
      }
    }
  }
}

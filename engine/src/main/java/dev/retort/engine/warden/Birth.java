package dev.retort.engine.warden;

import dev.retort.core.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings a program into the world: in its groups, with its marks, limits and priority, in its
/// sandbox. Used by one thread.
final class Birth {
  private final Launch launch;
  private final Attempts attempts;
  private final ControlGroup.@Nullable Leaf leaf;
  private final Limiter limiter;

  /// @param leaf null if there are no control groups
  Birth(Launch launch, Attempts attempts, ControlGroup.@Nullable Leaf leaf, Limiter limiter) {
    this.launch = launch;
    this.attempts = attempts;
    this.leaf = leaf;
    this.limiter = limiter;
  }

  /// A program that runs.
  ///
  /// @param tree all of the attempt's processes
  /// @param process the program itself
  /// @param sandbox null without one
  record Born(ProcessTree tree, ProcessIdentity process, @Nullable SandboxTree sandbox) {}

  /// Why a program does not run.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean explained;

    /// @param explained whether what has been written to standard error says more
    RefusedException(String message, boolean explained) {
      super(message);
      this.explained = explained;
    }

    boolean explained() {
      return explained;
    }
  }

  /// Spawns the program where it belongs. The reaper keeps off until the pid is known to be ours.
  ///
  /// @param owner is told of the end of the process that the warden has as a child
  Born bear(Attempt owner, Marks marks, LogFile out, LogFile err)
      throws IOException, RefusedException {
    List<String> words = words();
    Map<String, String> environment = new LinkedHashMap<>(launch.environment());
    environment.put(Marks.VARIABLE, marks.cookie());
    Born child;
    attempts.births().lock();
    try {
      int pid = spawn(marks, words, environment, out, err);
      ProcessTree tree = tree(pid, marks.withSession(pid), owner);
      prepare(pid);
      if (limiter.needsGate() && launch.sandbox() == Sandbox.NONE) {
        passGate(pid, tree);
      }
      ProcessIdentity process =
          ProcFs.identity(pid, attempts.bootId())
              .orElseThrow(() -> new IOException("/proc does not show process " + pid));
      attempts.born(pid, owner);
      child = new Born(tree, process, null);
    } finally {
      attempts.births().unlock();
    }
    return launch.sandbox() == Sandbox.NONE
        ? child
        : inSandbox(child.process().pid(), child.tree());
  }

  private List<String> words() throws IOException, RefusedException {
    List<String> command = launch.command();
    boolean sandboxed = launch.sandbox() == Sandbox.BUBBLEWRAP;
    if (!sandboxed && !limiter.needsGate()) {
      return command;
    }
    refuseUnusable(command);
    List<String> words = new ArrayList<>();
    if (sandboxed) {
      Path bwrap =
          Bubblewrap.program()
              .orElseThrow(() -> refused("its sandbox needs bubblewrap, and there is no bwrap"));
      Bubblewrap.prepare(launch.attemptDirectory());
      words.addAll(Bubblewrap.words(bwrap, launch, attempts.dataDirectory()));
    }
    words.addAll(Gate.before(command));
    return words;
  }

  /// What posix_spawn would refuse if it were given the program itself.
  private void refuseUnusable(List<String> command) throws RefusedException {
    Optional<String> unusable = Programs.unusable(command, launch.environment());
    if (unusable.isPresent()) {
      throw new RefusedException(unusable.get(), false);
    }
    String name = command.getFirst();
    Path directory = launch.workingDirectory();
    Programs.Found found = Programs.find(name, launch.environment(), directory);
    if (found.refused() != null) {
      throw new RefusedException(found.refused(), false);
    }
    Path file = directory.resolve(found.path());
    int errno = 0;
    if (!Files.isRegularFile(file)) {
      errno = Libc.ENOENT;
    } else if (!Files.isExecutable(file)) {
      errno = Libc.EACCES;
    } else if (Programs.isNoProgram(found, directory)) {
      errno = Libc.ENOEXEC;
    }
    if (errno != 0) {
      throw new RefusedException(Programs.refusal(found, name, directory, errno), false);
    }
  }

  private RefusedException refused(String why) {
    return new RefusedException(Programs.cannot(launch.command().getFirst(), why), false);
  }

  /// In groups of its own from birth, or else with the mark from birth. The mark is the whole
  /// warden's while it spawns, so that then one is born at a time.
  private int spawn(
      Marks marks, List<String> words, Map<String, String> environment, LogFile out, LogFile err)
      throws IOException, RefusedException {
    Spawner.Spawned spawned;
    if (leaf == null || !leaf.bornInside()) {
      synchronized (attempts.marking()) {
        Kernel.mark(marks.limit());
        spawned = spawnInGroups(words, environment, out, err);
      }
    } else {
      spawned = spawnInGroups(words, environment, out, err);
    }
    if (spawned.refused() != null) {
      throw new RefusedException(spawned.refused(), false);
    }
    return spawned.pid();
  }

  private Spawner.Spawned spawnInGroups(
      List<String> words, Map<String, String> environment, LogFile out, LogFile err)
      throws IOException {
    try {
      if (leaf != null) {
        leaf.enter();
      }
      limiter.enter();
      return Spawner.spawn(
          words, environment, launch.workingDirectory(), out.writeEnd(), err.writeEnd());
    } finally {
      if (leaf != null) {
        leaf.leave();
      }
      limiter.leave();
    }
  }

  private ProcessTree tree(int pid, Marks marks, Attempt owner) {
    MarkedTree marked = new MarkedTree(pid, marks, other -> attempts.ownedByOther(other, owner));
    if (leaf == null) {
      return marked;
    }
    return leaf.bornInside() ? leaf : new JoinedTree(leaf, marked);
  }

  private void prepare(long pid) {
    try {
      limiter.settle();
      if (leaf != null) {
        leaf.settle();
      }
    } catch (IOException e) {
      System.getLogger(Birth.class.getName())
          .log(System.Logger.Level.WARNING, "the limits of process " + pid + " are not exact", e);
    }
    subdue(pid, launch.sandbox() == Sandbox.NONE);
  }

  /// @param session whether the process leads the session in which the program is
  private void subdue(long pid, boolean session) {
    Kernel.lowerPriority(pid);
    try {
      if (leaf != null) {
        leaf.adopt(pid);
      }
      ProcFs.write(ProcFs.directory(pid).resolve("oom_score_adj"), "1000");
      if (leaf == null && session) {
        ProcFs.write(ProcFs.directory(pid).resolve("autogroup"), "19");
      }
    } catch (IOException e) {
      // Best effort: some systems do not allow it, and a short program may be gone already.
      System.getLogger(Birth.class.getName())
          .log(System.Logger.Level.DEBUG, "process {0} keeps its priority: {1}", pid, e);
    }
  }

  private void passGate(long pid, ProcessTree tree) throws RefusedException {
    if (Gate.await(pid)) {
      limiter.hold(pid);
      if (Gate.open(pid)) {
        return;
      }
    }
    tree.eliminate();
    throw new RefusedException(
        Programs.cannot(launch.command().getFirst(), "within its limits"), true);
  }

  private Born inSandbox(long monitor, ProcessTree all) throws RefusedException {
    Optional<SandboxTree> entered = SandboxTree.await(monitor, all);
    if (entered.isPresent()) {
      SandboxTree sandbox = entered.get();
      subdue(sandbox.init().pid(), false);
      subdue(sandbox.program().pid(), true);
      limiter.hold(sandbox.program().pid());
      boolean executed = Gate.open(sandbox.program().pid());
      sandbox.begin();
      if (executed) {
        return new Born(sandbox, sandbox.program(), sandbox);
      }
      sandbox.eliminate();
    } else {
      all.eliminate();
    }
    throw new RefusedException(
        Programs.cannot(launch.command().getFirst(), "in its sandbox (bubblewrap)"), true);
  }
}

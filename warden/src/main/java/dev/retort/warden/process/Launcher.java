package dev.retort.warden.process;

import dev.retort.core.program.Sandbox;
import dev.retort.warden.client.Launch;
import dev.retort.warden.isolation.Bubblewrap;
import dev.retort.warden.isolation.ControlGroup;
import dev.retort.warden.isolation.ExecGate;
import dev.retort.warden.isolation.JoinedTree;
import dev.retort.warden.isolation.Limiter;
import dev.retort.warden.isolation.MarkedTree;
import dev.retort.warden.isolation.ProcessMarks;
import dev.retort.warden.isolation.ProcessTree;
import dev.retort.warden.isolation.SandboxTree;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Launches a program with its control groups, marks, limits, priority and sandbox. Used by one
/// thread.
final class Launcher {
  private static final Path NOTHING = Path.of("/dev/null");

  private final Launch launch;
  private final AttemptContext context;
  private final ControlGroup.@Nullable Leaf leaf;
  private final Limiter limiter;

  /// @param leaf null if there are no control groups
  Launcher(
      Launch launch, AttemptContext context, ControlGroup.@Nullable Leaf leaf, Limiter limiter) {
    this.launch = launch;
    this.context = context;
    this.leaf = leaf;
    this.limiter = limiter;
  }

  /// A program that runs.
  ///
  /// @param tree all of the attempt's processes
  /// @param process the program itself
  /// @param sandbox null without one
  record Launched(ProcessTree tree, ProcessIdentity process, @Nullable SandboxTree sandbox) {}

  /// The program does not run; the message says why.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean explained;

    /// @param explained whether standard error says more
    RefusedException(String message, boolean explained) {
      super(message);
      this.explained = explained;
    }

    boolean explained() {
      return explained;
    }
  }

  /// Launches the program. The reaper waits until the pid is registered.
  ///
  /// @param owner of the process that is the warden's child: the program, or with a sandbox its
  ///   monitor
  Launched launch(Reaper.Child owner, ProcessMarks marks, LogFile out, LogFile err)
      throws IOException, RefusedException {
    refuseMissingInput();
    List<String> words = words();
    Map<String, String> environment = new LinkedHashMap<>(launch.environment());
    environment.put(ProcessMarks.VARIABLE, marks.cookie());
    Launched child;
    context.reaper().spawnLock().lock();
    try {
      int pid = spawn(marks, words, environment, out, err);
      ProcessTree tree = tree(pid, marks.withSession(pid), owner);
      prepare(pid);
      if (limiter.needsExecGate() && launch.sandbox() == Sandbox.NONE) {
        passExecGate(pid, tree);
      }
      ProcessIdentity process =
          ProcFs.identity(pid, ProcFs.bootId())
              .orElseThrow(() -> new IOException("/proc does not show process " + pid));
      context.reaper().register(pid, owner);
      child = new Launched(tree, process, null);
    } finally {
      context.reaper().spawnLock().unlock();
    }
    return launch.sandbox() == Sandbox.NONE
        ? child
        : inSandbox(child.process().pid(), child.tree());
  }

  private void refuseMissingInput() throws RefusedException {
    Path input = launch.stdin().orElse(NOTHING);
    if (!Files.isReadable(input)) {
      throw refused("its standard input " + input + " cannot be read");
    }
  }

  private List<String> words() throws IOException, RefusedException {
    List<String> command = launch.command();
    boolean sandboxed = launch.sandbox() == Sandbox.BUBBLEWRAP;
    if (!sandboxed && !limiter.needsExecGate()) {
      return command;
    }
    refuseUnusable(command);
    List<String> words = new ArrayList<>();
    if (sandboxed) {
      Path bwrap =
          Bubblewrap.program()
              .orElseThrow(() -> refused("its sandbox needs bubblewrap; install bwrap"));
      Bubblewrap.prepare(launch.directory());
      words.addAll(Bubblewrap.words(bwrap, launch, context.dataDirectory()));
    }
    words.addAll(ExecGate.before(command));
    return words;
  }

  /// Refuses what posix_spawn(3) would refuse without a shell or bwrap in front.
  private void refuseUnusable(List<String> command) throws RefusedException {
    Optional<String> unusable = ExecutableLookup.unusable(command, launch.environment());
    if (unusable.isPresent()) {
      throw new RefusedException(unusable.get(), false);
    }
    String name = command.getFirst();
    Path directory = launch.workingDirectory();
    ExecutableLookup.Found found = ExecutableLookup.find(name, launch.environment(), directory);
    if (found.refused() != null) {
      throw new RefusedException(found.refused(), false);
    }
    Path file = directory.resolve(found.path());
    int errno = 0;
    if (!Files.isRegularFile(file)) {
      errno = Libc.ENOENT;
    } else if (!Files.isExecutable(file)) {
      errno = Libc.EACCES;
    } else if (ExecutableLookup.isNoProgram(found, directory)) {
      errno = Libc.ENOEXEC;
    }
    if (errno != 0) {
      throw new RefusedException(ExecutableLookup.refusal(found, name, directory, errno), false);
    }
  }

  private RefusedException refused(String why) {
    return new RefusedException(ExecutableLookup.cannot(launch.command().getFirst(), why), false);
  }

  /// Spawns the program inside its control group, or else with its mark. The whole warden carries
  /// the mark during the spawn, so only one such spawn happens at a time.
  private int spawn(
      ProcessMarks marks,
      List<String> words,
      Map<String, String> environment,
      LogFile out,
      LogFile err)
      throws IOException, RefusedException {
    Spawner.Spawned spawned;
    if (leaf == null || !leaf.startsInside()) {
      synchronized (context.markLock()) {
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
          words,
          environment,
          launch.workingDirectory(),
          launch.stdin().orElse(NOTHING),
          out.writeEnd(),
          err.writeEnd());
    } finally {
      if (leaf != null) {
        leaf.leave();
      }
      limiter.leave();
    }
  }

  private ProcessTree tree(int pid, ProcessMarks marks, Reaper.Child owner) {
    MarkedTree marked =
        new MarkedTree(pid, marks, other -> context.reaper().ownedByOther(other, owner));
    if (leaf == null) {
      return marked;
    }
    return leaf.startsInside() ? leaf : new JoinedTree(leaf, marked);
  }

  private void prepare(long pid) {
    try {
      limiter.settle();
      if (leaf != null) {
        leaf.settle();
      }
    } catch (IOException e) {
      System.getLogger(Launcher.class.getName())
          .log(System.Logger.Level.WARNING, "the limits of process " + pid + " are not exact", e);
    }
    lowerPriority(pid, launch.sandbox() == Sandbox.NONE);
  }

  /// @param session whether the process leads the session in which the program is
  private void lowerPriority(long pid, boolean session) {
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
      System.getLogger(Launcher.class.getName())
          .log(System.Logger.Level.DEBUG, "process {0} keeps its priority: {1}", pid, e);
    }
  }

  private void passExecGate(long pid, ProcessTree tree) throws RefusedException {
    if (ExecGate.await(pid)) {
      limiter.hold(pid);
      if (ExecGate.open(pid)) {
        return;
      }
    }
    tree.eliminate();
    throw new RefusedException(
        ExecutableLookup.cannot(launch.command().getFirst(), "within its limits"), true);
  }

  private Launched inSandbox(long monitor, ProcessTree all) throws RefusedException {
    Optional<SandboxTree> entered = SandboxTree.await(monitor, all);
    if (entered.isPresent()) {
      SandboxTree sandbox = entered.get();
      lowerPriority(sandbox.init().pid(), false);
      lowerPriority(sandbox.program().pid(), true);
      limiter.hold(sandbox.program().pid());
      boolean executed = ExecGate.open(sandbox.program().pid());
      sandbox.begin();
      if (executed) {
        return new Launched(sandbox, sandbox.program(), sandbox);
      }
      sandbox.eliminate();
    } else {
      all.eliminate();
    }
    throw new RefusedException(
        ExecutableLookup.cannot(launch.command().getFirst(), "in its sandbox (bubblewrap)"), true);
  }
}

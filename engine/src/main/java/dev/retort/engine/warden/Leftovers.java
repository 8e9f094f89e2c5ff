package dev.retort.engine.warden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an attempt leaves behind when its warden dies: processes that nobody owns.
public final class Leftovers {
  private Leftovers() {}

  /// Kills what still lives of an attempt whose warden is dead, and blocks until nothing does. To
  /// be called for an attempt that has a start record and no exit record, and that no warden runs.
  ///
  /// @return the proof that nothing is left: `cgroup`, `pid-namespace`, `cookie`, `boot` (the
  ///   machine was started again since) or `not started`
  public static String kill(Path attemptDirectory) {
    Optional<StartRecord> record = AttemptRecord.start(attemptDirectory);
    String cookie = record.map(StartRecord::cookie).orElse(null);
    if (record.isEmpty() || cookie == null) {
      return "not started";
    }
    StartRecord start = record.get();
    if (!ProcFs.bootId().equals(start.bootId())) {
      return "boot";
    }
    killProgram(start.sandboxInit()); // and with it all inside
    String proof = killRest(start, cookie);
    for (Path group : start.limitGroups()) {
      new ControlGroup.Leaf(new ControlGroups.Mount(1, group), group).release();
    }
    return proof.equals("cookie") && start.sandboxInit() != null ? "pid-namespace" : proof;
  }

  private static String killRest(StartRecord start, String cookie) {
    ProcessTree marked = new MarkedRemains(new Marks(0, cookie, start.mark()));
    Path group = start.cgroup();
    if (group == null || !Files.isDirectory(group)) {
      killProgram(start.process());
      marked.eliminate();
      return marked.proof();
    }
    int version = Files.exists(group.resolve("tasks")) ? 1 : 2;
    ControlGroup.Leaf leaf = new ControlGroup.Leaf(new ControlGroups.Mount(version, group), group);
    ProcessTree left = leaf.bornInside() ? leaf : new JoinedTree(leaf, marked);
    left.eliminate();
    left.release();
    return left.proof();
  }

  /// The program itself, which may have dropped its marks; never another that has its pid now.
  private static void killProgram(@Nullable ProcessIdentity process) {
    if (process == null || !process.pidNamespace().equals(ProcFs.pidNamespace())) {
      return;
    }
    int handle = Kernel.openProcess(process.pid());
    if (handle >= 0) {
      boolean same =
          ProcFs.stat(process.pid())
              .map(stat -> stat.startTicks() == process.startTicks())
              .orElse(false);
      if (same) {
        Kernel.signalProcess(handle, Libc.SIGKILL);
      }
      Kernel.close(handle);
    }
  }
}

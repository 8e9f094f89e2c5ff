package dev.retort.warden.isolation;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.StartRecord;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import dev.retort.warden.linux.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Processes of attempts whose warden has died.
public final class Leftovers {
  private Leftovers() {}

  /// Kills the remaining processes of an attempt whose warden is dead, and blocks until none is
  /// left. Call it for an attempt with a start record and no exit record that no warden runs.
  ///
  /// @return the proof that nothing is left
  public static Proof kill(Path attemptDirectory) {
    Optional<StartRecord> record = new AttemptDirectory(attemptDirectory).start();
    String cookie = record.map(StartRecord::cookie).orElse(null);
    if (record.isEmpty() || cookie == null) {
      return Proof.NOT_STARTED;
    }
    StartRecord start = record.get();
    if (!ProcFs.bootId().equals(start.bootId())) {
      return Proof.BOOT;
    }
    killProgram(start.sandboxInit()); // and with it all inside
    Proof proof = killRest(start, cookie);
    for (Path group : start.limitGroups()) {
      new ControlGroup.Leaf(new ControlGroup.Mount(1, group), group).release();
    }
    return proof == Proof.COOKIE && start.sandboxInit() != null ? Proof.PID_NAMESPACE : proof;
  }

  private static Proof killRest(StartRecord start, String cookie) {
    ProcessTree marked = new MarkedRemains(new ProcessMarks(0, cookie, start.mark()));
    Path group = start.cgroup();
    if (group == null || !Files.isDirectory(group)) {
      killProgram(start.process());
      marked.eliminate();
      return marked.proof();
    }
    int version = Files.exists(group.resolve("tasks")) ? 1 : 2;
    ControlGroup.Leaf leaf = new ControlGroup.Leaf(new ControlGroup.Mount(version, group), group);
    ProcessTree left = leaf.startsInside() ? leaf : new JoinedTree(leaf, marked);
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

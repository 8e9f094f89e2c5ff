package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.ProcFs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// The processes of an attempt whose warden is gone: all processes of the machine that carry the
/// attempt's cookie or mark, with their descendants.
record MarkedRemains(ProcessMarks marks) implements ProcessTree {

  @Override
  public Set<Long> living() {
    long self = ProcessHandle.current().pid();
    Deque<Long> roots = new ArrayDeque<>();
    for (long pid : ProcFs.pids()) {
      if (pid != self && marks.areOn(pid)) {
        roots.add(pid);
      }
    }
    return MarkedTree.withDescendants(roots);
  }

  @Override
  public Proof proof() {
    return Proof.COOKIE;
  }

  @Override
  public void release() {}
}

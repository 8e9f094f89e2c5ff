package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.ProcFs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/// The processes of an attempt that has no control group, seen from the warden, which is their
/// subreaper: the program, its descendants, and of the warden's other children those that carry the
/// attempt's session, cookie or mark, with their descendants.
///
/// @param pid the program
/// @param otherPrograms whether a child of the warden is the program of another attempt
public record MarkedTree(long pid, ProcessMarks marks, LongPredicate otherPrograms)
    implements ProcessTree {

  @Override
  public Set<Long> living() {
    Deque<Long> roots = new ArrayDeque<>();
    for (long child : ProcFs.children(ProcessHandle.current().pid())) {
      if (!otherPrograms.test(child) && (child == pid || marks.areOn(child))) {
        roots.add(child);
      }
    }
    return withDescendants(roots);
  }

  static Set<Long> withDescendants(Deque<Long> roots) {
    Set<Long> seen = new HashSet<>();
    Set<Long> living = new HashSet<>();
    while (!roots.isEmpty()) {
      long next = roots.remove();
      if (!seen.add(next)) {
        continue;
      }
      ProcFs.stat(next)
          .ifPresent(stat -> {
            if (!stat.dead()) {
              living.add(next);
            }
            roots.addAll(ProcFs.children(next));
          });
    }
    return living;
  }

  @Override
  public Proof proof() {
    return Proof.COOKIE;
  }

  @Override
  public void release() {}
}

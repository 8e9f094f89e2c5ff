package dev.retort.engine.warden;

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
/// @param otherPrograms tells whether a child of the warden is the program of another attempt
record MarkedTree(long pid, Marks marks, LongPredicate otherPrograms) implements ProcessTree {

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
  public String proof() {
    return "cookie";
  }

  @Override
  public void release() {}
}

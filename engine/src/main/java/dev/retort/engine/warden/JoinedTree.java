package dev.retort.engine.warden;

import java.util.HashSet;
import java.util.Set;

/// A control group into which a program was moved after its birth, and beside it whatever carries
/// the attempt's marks: children that the program had by then are not in the group.
record JoinedTree(ControlGroup.Leaf leaf, ProcessTree marked) implements ProcessTree {

  @Override
  public Set<Long> living() {
    Set<Long> living = new HashSet<>(leaf.living());
    living.addAll(marked.living());
    return living;
  }

  @Override
  public String proof() {
    return marked.proof();
  }

  @Override
  public void release() {
    leaf.release();
  }
}

package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import java.util.HashSet;
import java.util.Set;

/// A control group into which a running program was moved, and all processes with the attempt's
/// marks: children that the program had before the move are not in the group.
public record JoinedTree(ControlGroup.Leaf leaf, ProcessTree marked) implements ProcessTree {

  @Override
  public Set<Long> living() {
    Set<Long> living = new HashSet<>(leaf.living());
    living.addAll(marked.living());
    return living;
  }

  @Override
  public Proof proof() {
    return marked.proof();
  }

  @Override
  public void release() {
    leaf.release();
  }
}

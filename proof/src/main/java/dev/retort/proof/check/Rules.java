package dev.retort.proof.check;

import java.util.Set;

/// What a fault allows.
///
/// @param children the programs that run as child processes; the others run inside the server
/// @param inOrder those of them that run one at a time, so that their order can be seen
/// @param scripted those whose code and output follow from the query alone
/// @param childrenMayBeLost whether the fault kills child processes, so that attempts are lost and
///   tried again
/// @param mostAttempts the limit of counted attempts
/// @param timesCompare whether moments that different processes wrote down can be compared
public record Rules(
    Set<String> children,
    Set<String> inOrder,
    Set<String> scripted,
    boolean childrenMayBeLost,
    int mostAttempts,
    boolean timesCompare) {
  public Rules {
    children = Set.copyOf(children);
    inOrder = Set.copyOf(inOrder);
    scripted = Set.copyOf(scripted);
  }

  /// The same for a fault that kills child processes too.
  public Rules withLostChildren() {
    return new Rules(children, inOrder, scripted, true, mostAttempts, timesCompare);
  }

  /// The same for a fault that sets the server's wall clock.
  public Rules withClockSet() {
    return new Rules(children, inOrder, scripted, childrenMayBeLost, mostAttempts, false);
  }
}

package dev.retort.chaos.check;

import java.util.Set;

/// The effects that a fault may have.
///
/// @param children programs that run as child processes; the others run inside the server
/// @param inOrder child programs that run one at a time, so that their order is visible
/// @param scripted programs whose return code and output depend on the query alone
/// @param childrenMayBeLost whether the fault kills child processes, so that attempts are lost and
///   retried
/// @param mostAttempts the limit of counted attempts
/// @param timesCompare whether times of different processes are comparable
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

  /// The same for a fault that also kills child processes.
  public Rules withLostChildren() {
    return new Rules(children, inOrder, scripted, true, mostAttempts, timesCompare);
  }

  /// The same for a fault that sets the server's wall clock.
  public Rules withClockSet() {
    return new Rules(children, inOrder, scripted, childrenMayBeLost, mostAttempts, false);
  }
}

package dev.retort.core;

import dev.retort.core.BacklogLimits.Bound;
import dev.retort.core.BacklogLimits.Reached;

/// A limit of the backlog or of an owner is reached: nothing was accepted, and the same query may
/// be accepted later.
public final class BacklogFullException extends RetortException {
  private static final long serialVersionUID = 1;
  private final transient Reached reached;

  /// @param program the program of the query
  public BacklogFullException(Reached reached, String program) {
    super(text(reached, program));
    this.reached = reached;
  }

  private static String text(Reached reached, String program) {
    long limit = reached.limit();
    return switch (reached.bound()) {
      case SERVER ->
          "the backlog of the server is full: it holds at most " + limit + " experiments";
      case PROGRAM ->
          "the backlog of " + program + " is full: it holds at most " + limit + " experiments";
      case OWNER ->
          "you have "
              + limit
              + " experiments that have not ended, the most that one owner may have";
      case OWNER_BYTES ->
          "the files of your experiments have reached "
              + limit
              + " bytes, the most that one owner may have; delete some";
    };
  }

  public Reached reached() {
    return reached;
  }

  /// Whether the limit counts what one owner has.
  public boolean ofOwner() {
    return reached.bound() == Bound.OWNER || reached.bound() == Bound.OWNER_BYTES;
  }
}

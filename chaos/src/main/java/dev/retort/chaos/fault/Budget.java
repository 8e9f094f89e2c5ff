package dev.retort.chaos.fault;

/// The number of rounds of a fault. Not thread-safe.
public final class Budget {
  private final int rounds;
  private int done;

  /// @param rounds number of rounds
  public Budget(int rounds) {
    this.rounds = rounds;
  }

  /// Counts a round and returns whether it may run. The first round always runs.
  boolean more() {
    boolean more = done == 0 || done < rounds;
    done++;
    return more;
  }
}

package dev.retort.proof.fault;

/// How often a fault is brought about. Not thread-safe.
public final class Budget {
  private final int rounds;
  private int done;

  /// @param rounds how many
  public Budget(int rounds) {
    this.rounds = rounds;
  }

  /// Whether there shall be another round; counts it. There is always a first.
  boolean more() {
    boolean more = done == 0 || done < rounds;
    done++;
    return more;
  }
}

package dev.retort.proof.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How often a fault is brought about: a number of rounds, or as many as fit into a time. Not
/// thread-safe.
public final class Budget {
  private final int rounds;
  private final @Nullable Duration time;
  private final long start = System.nanoTime();
  private int done;

  /// @param rounds how many
  /// @param time as long as this instead; null for the rounds
  public Budget(int rounds, @Nullable Duration time) {
    this.rounds = rounds;
    this.time = time;
  }

  /// Whether there shall be another round; counts it.
  boolean more() {
    Duration limit = time;
    boolean more =
        done == 0 || (limit == null ? done < rounds : System.nanoTime() - start < limit.toNanos());
    done++;
    return more;
  }
}

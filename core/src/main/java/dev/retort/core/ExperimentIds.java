package dev.retort.core;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Generates experiment ids that increase within this process, even if the clock steps back.
/// Thread-safe.
///
/// Layout: RFC 9562 section 5.7; the 12 bits of `rand_a` count within a millisecond (section 6.2,
/// method 1); an overflow of the counter advances to the next millisecond.
public final class ExperimentIds {
  private static final int COUNTER_LIMIT = 1 << 12;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long lastMillis;
  private int counter;

  public ExperimentIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// A new id, greater than all earlier ids of this object.
  public synchronized ExperimentId next() {
    long now = clock.millis();
    if (now > lastMillis) {
      lastMillis = now;
      counter = random.nextInt(COUNTER_LIMIT / 4);
    } else if (++counter == COUNTER_LIMIT) {
      lastMillis++;
      counter = 0;
    }
    long high = (lastMillis << 16) | 0x7000L | counter;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new ExperimentId(new UUID(high, low));
  }
}

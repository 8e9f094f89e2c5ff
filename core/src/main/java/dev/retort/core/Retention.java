package dev.retort.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long the experiments of a program are kept once they have ended; whichever limit is reached
/// first counts. One that is marked to be kept is passed over.
///
/// @param age how long; null for no limit
/// @param number how many of those that have ended, the marked ones included; null for no limit
public record Retention(@Nullable Duration age, @Nullable Long number) {

  /// Thirty days, however many.
  public static final Retention DEFAULT = new Retention(Duration.ofDays(30), null);

  /// For ever.
  public static final Retention FOREVER = new Retention(null, null);

  public Retention {
    if (age != null && age.isNegative()) {
      throw new IllegalArgumentException("age must not be negative, got " + age);
    }
    if (number != null && number < 0) {
      throw new IllegalArgumentException("number must be 0 or more, got " + number);
    }
  }

  /// How long a purged id is known as purged: as long as the experiment was kept at the most, or
  /// the default where only a number limits it.
  public Duration tombstones() {
    Duration own = age;
    return own == null ? Duration.ofDays(30) : own;
  }
}

package dev.retort.core.program;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long the ended experiments of a program are kept; the first limit reached applies. Retention
/// skips experiments that are marked with `keep`.
///
/// @param age maximum time since the end; null for no limit
/// @param number maximum number of ended experiments, including marked ones; null for no limit
/// @param size maximum size of the files of all ended experiments in bytes, including marked ones;
///   null for no limit
public record Retention(@Nullable Duration age, @Nullable Long number, @Nullable Long size) {

  /// Thirty days, any number and size.
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
    if (size != null && size < 0) {
      throw new IllegalArgumentException("size must be 0 or more, got " + size);
    }
  }

  /// Without a limit of the size.
  public Retention(@Nullable Duration age, @Nullable Long number) {
    this(age, number, null);
  }

  public Retention withSize(@Nullable Long value) {
    return new Retention(age, number, value);
  }

  /// How long the store remembers the id of a purged experiment: the maximum age, or thirty days if
  /// only a number or a size limits retention.
  public Duration purgedIdsKeptFor() {
    Duration own = age;
    return own == null ? Duration.ofDays(30) : own;
  }
}

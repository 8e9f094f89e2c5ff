package dev.retort.engine.intake;

import dev.retort.core.SubmitOptions;
import dev.retort.core.Violation;
import dev.retort.core.program.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules for the options of a query. A query may shorten the times of its program, never extend
/// them. Thread-safe.
final class OptionRules {
  private static final Duration FARTHEST = Duration.ofDays(366);

  private OptionRules() {}

  /// The options as they apply, see [SubmitOptions]; each violation is added to `wrong`.
  static SubmitOptions check(
      SubmitOptions asked, Limits limits, Instant now, List<Violation> wrong) {
    checkShorter("/timeout", asked.timeout(), limits.timeout(), wrong);
    checkShorter("/expires_after", asked.expiresAfter(), limits.expiresAfter(), wrong);
    Instant notBefore = asked.notBefore();
    if (notBefore != null && notBefore.isAfter(now.plus(FARTHEST))) {
      wrong.add(
          new Violation(
              "/not_before",
              "must be at most " + FARTHEST.toDays() + " days ahead, got " + notBefore));
    }
    return asked
        .withExpiresAfter(patience(asked, limits, now))
        .withNotBefore(ahead(asked, now) ? notBefore : null);
  }

  /// The time from the acceptance to the expiry: it counts from the earliest start.
  private static @Nullable Duration patience(SubmitOptions asked, Limits limits, Instant now) {
    Duration own = asked.expiresAfter();
    Duration patience = own == null ? limits.expiresAfter() : own;
    Instant notBefore = asked.notBefore();
    return patience != null && notBefore != null && ahead(asked, now)
        ? Duration.between(now, notBefore).plus(patience)
        : patience;
  }

  /// A past time means immediately.
  private static boolean ahead(SubmitOptions asked, Instant now) {
    return asked.notBefore() != null && asked.notBefore().isAfter(now);
  }

  private static void checkShorter(
      String pointer, @Nullable Duration asked, @Nullable Duration allowed, List<Violation> wrong) {
    if (asked == null) {
      return;
    }
    if (!asked.isPositive() || asked.compareTo(FARTHEST) > 0) {
      wrong.add(
          new Violation(
              pointer,
              "must be more than 0 s and at most "
                  + FARTHEST.toDays()
                  + " days, got "
                  + asked.toSeconds()
                  + " s"));
    } else if (allowed != null && asked.compareTo(allowed) > 0) {
      wrong.add(
          new Violation(
              pointer,
              "must be at most "
                  + allowed.toSeconds()
                  + " s, the limit of the program, got "
                  + asked.toSeconds()
                  + " s"));
    }
  }
}

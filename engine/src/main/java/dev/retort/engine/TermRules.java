package dev.retort.engine;

import dev.retort.core.ExperimentId;
import dev.retort.core.Limits;
import dev.retort.core.Terms;
import dev.retort.core.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a query may lay down about time: less than its program allows, never more. Thread-safe.
final class TermRules {
  private static final Duration FARTHEST = Duration.ofDays(366);

  private TermRules() {}

  /// The terms of a query; what is wrong is added to `wrong`.
  static Terms check(
      Wishes wishes,
      Limits limits,
      @Nullable ExperimentId rerunOf,
      Instant now,
      List<Violation> wrong) {
    checkShorter("/timeout", wishes.timeout(), limits.timeout(), wrong);
    checkShorter("/expires_after", wishes.expiresAfter(), limits.expiresAfter(), wrong);
    Instant notBefore = wishes.notBefore();
    if (notBefore != null && notBefore.isAfter(now.plus(FARTHEST))) {
      wrong.add(
          new Violation(
              "/not_before",
              "must be at most " + FARTHEST.toDays() + " days ahead, got " + notBefore));
    }
    if (!wrong.isEmpty()) {
      return Terms.NONE;
    }
    Duration patience =
        wishes.expiresAfter() == null ? limits.expiresAfter() : wishes.expiresAfter();
    Instant from = notBefore != null && notBefore.isAfter(now) ? notBefore : now;
    Instant expiresAt = patience == null ? null : from.plus(patience);
    return wishes.timeout() == null && expiresAt == null && rerunOf == null
        ? Terms.NONE
        : new Terms(wishes.timeout(), expiresAt, rerunOf);
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
                  + " s, which is the program's own, got "
                  + asked.toSeconds()
                  + " s"));
    }
  }
}

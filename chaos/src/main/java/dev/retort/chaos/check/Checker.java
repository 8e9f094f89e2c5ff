package dev.retort.chaos.check;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Decides whether every promise held. Without side effects.
public final class Checker {
  private static final List<Function<Evidence, Stream<Finding>>> CHECKS =
      List.of(
          AcceptanceCheck::check,
          RunCheck::check,
          EndCheck::check,
          AttemptCheck::check,
          OutputCheck::check,
          OrderCheck::check,
          CountCheck::check);

  private Checker() {}

  /// All failed promises; empty if every promise held.
  public static List<Finding> check(Evidence evidence) {
    return CHECKS.stream().flatMap(check -> check.apply(evidence)).toList();
  }
}

package dev.retort.proof.check;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Decides whether every promise held. Pure.
public final class Checker {
  private static final List<Function<Evidence, Stream<Finding>>> CHECKS =
      List.of(
          Acceptances::check,
          Runs::check,
          Ends::check,
          Attempts::check,
          Outputs::check,
          Sequencing::check,
          Counts::check);

  private Checker() {}

  /// Every promise that did not hold; empty when all did.
  public static List<Finding> check(Evidence evidence) {
    return CHECKS.stream().flatMap(check -> check.apply(evidence)).toList();
  }
}

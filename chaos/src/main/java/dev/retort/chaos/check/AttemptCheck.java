package dev.retort.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Attempts are 1..n without gaps, and counted attempts never exceed the limit.
final class AttemptCheck {
  private static final String GAPS = "attempts are 1..n without gaps";

  private AttemptCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    return evidence.seen().stream().flatMap(seen -> one(seen, evidence.rules()).stream());
  }

  private static List<Finding> one(Seen seen, Rules rules) {
    List<Finding> findings = new ArrayList<>();
    List<Integer> numbers = seen.attempts().stream().map(Seen.Tried::number).toList();
    for (int place = 0; place < numbers.size(); place++) {
      if (numbers.get(place) != place + 1) {
        findings.add(Finding.wrong(GAPS, seen.id() + " has " + numbers));
        break;
      }
    }
    if (numbers.size() != seen.attempt()) {
      findings.add(
          Finding.wrong(
              GAPS, seen.id() + " is at attempt " + seen.attempt() + " and lists " + numbers));
    }
    long counted =
        seen.attempts().stream().filter(tried -> Boolean.TRUE.equals(tried.counted())).count();
    if (Math.max(counted, seen.failures()) > rules.mostAttempts()) {
      findings.add(
          Finding.wrong(
              "counted attempts never exceed the limit",
              seen.id() + " has " + counted + " of " + rules.mostAttempts()));
    }
    return findings;
  }
}

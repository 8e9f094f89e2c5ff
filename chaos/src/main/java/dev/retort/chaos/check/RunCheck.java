package dev.retort.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import dev.retort.chaos.check.LedgerEntry.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Compares the number of runs in the ledger with the API.
final class RunCheck {
  private static final String ONCE = "an attempt runs once";
  private static final String CHILD_ONCE = "a child program runs again only after a loss";
  private static final String KNOWN = "only accepted experiments run";

  private RunCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    Map<String, List<LedgerEntry>> byExperiment =
        evidence.ledger().stream().collect(groupingBy(LedgerEntry::experiment));
    Stream<Finding> strangers =
        byExperiment.keySet().stream()
            .filter(id -> evidence.seen().stream().noneMatch(seen -> seen.id().equals(id)))
            .map(id -> Finding.wrong(KNOWN, id + " ran, but does not exist"));
    return Stream.concat(
        strangers,
        evidence.seen().stream()
            .flatMap(seen ->
                one(seen, byExperiment.getOrDefault(seen.id(), List.of()), evidence.rules())
                    .stream()));
  }

  private static List<Finding> one(Seen seen, List<LedgerEntry> lines, Rules rules) {
    List<Finding> findings = new ArrayList<>();
    Map<Integer, List<LedgerEntry>> byAttempt =
        lines.stream().collect(groupingBy(LedgerEntry::attempt));
    byAttempt.forEach((attempt, own) -> {
      for (Event event : List.of(Event.START, Event.END)) {
        long count = own.stream().filter(line -> line.event() == event).count();
        if (count > 1) {
          findings.add(
              Finding.doubled(
                  ONCE, "attempt " + attempt + " of " + seen.id() + ": " + count + " × " + event));
        }
      }
      if (attempt > seen.attempt()) {
        findings.add(
            Finding.wrong(
                "fences rise", "attempt " + attempt + " of " + seen.id() + " ran unrecorded"));
      }
    });
    findings.addAll(overlaps(seen, lines));
    if (rules.children().contains(seen.program())) {
      findings.addAll(child(seen, byAttempt, rules));
    }
    return findings;
  }

  /// No line of an attempt follows the start of a later one.
  private static List<Finding> overlaps(Seen seen, List<LedgerEntry> lines) {
    int latest = 0;
    for (LedgerEntry line : lines) {
      if (line.attempt() < latest) {
        return List.of(
            Finding.doubled(
                "one attempt at a time",
                "attempt "
                    + line.attempt()
                    + " of "
                    + seen.id()
                    + " wrote a line after the start of attempt "
                    + latest));
      }
      latest = line.attempt();
    }
    return List.of();
  }

  private static List<Finding> child(
      Seen seen, Map<Integer, List<LedgerEntry>> byAttempt, Rules rules) {
    List<Finding> findings = new ArrayList<>();
    if (byAttempt.size() > 1 && !rules.childrenMayBeLost()) {
      findings.add(
          Finding.doubled(CHILD_ONCE, seen.id() + " ran as attempts " + byAttempt.keySet()));
    }
    for (Seen.Tried tried : seen.attempts()) {
      boolean ran = byAttempt.containsKey(tried.number());
      boolean followed = tried.number() < seen.attempt();
      if (ran && followed && tried.reason() == null) {
        findings.add(
            Finding.doubled(
                CHILD_ONCE,
                "attempt " + tried.number() + " of " + seen.id() + " ran and was handed back"));
      }
    }
    return findings;
  }
}

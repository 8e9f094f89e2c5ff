package dev.retort.chaos.check;

import dev.retort.chaos.check.LedgerEntry.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Every experiment ends once, with the true result, and the end never changes.
final class EndCheck {
  private static final String EVERYTHING = "everything in the backlog ends";
  private static final String FOREVER = "a final outcome never changes";
  private static final String TRUE = "`finished` is the program's own end";
  private static final String CODES = "every return code is that of the program";

  /// The store truncates times to microseconds.
  private static final Duration CLOCK_STEP = Duration.ofMillis(1);

  private EndCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    Map<String, Order> orders = new HashMap<>();
    evidence.asked().forEach(asked -> orders.put(asked.order().key(), asked.order()));
    Stream<Finding> gone =
        evidence.earlier().keySet().stream()
            .filter(id -> evidence.seen().stream().noneMatch(seen -> seen.id().equals(id)))
            .map(id -> Finding.lost(FOREVER, id + " had ended, and is missing"));
    return Stream.concat(
        gone,
        evidence.seen().stream()
            .flatMap(seen -> one(seen, evidence, orders.get(seen.key())).stream()));
  }

  private static List<Finding> one(
      Seen seen, Evidence evidence, @org.jspecify.annotations.Nullable Order order) {
    List<Finding> findings = new ArrayList<>();
    if (!seen.end().isFinal()) {
      findings.add(Finding.lost(EVERYTHING, seen.id() + " is still " + seen.end().status()));
      return findings;
    }
    Seen.End earlier = evidence.earlier().get(seen.id());
    if (earlier != null && !earlier.equals(seen.end())) {
      findings.add(
          Finding.wrong(FOREVER, seen.id() + " was " + earlier + ", and is now " + seen.end()));
    }
    if (evidence.rules().children().contains(seen.program())) {
      findings.addAll(losses(seen, evidence.recorded().getOrDefault(seen.id(), List.of())));
      findings.addAll(
          record(
              seen,
              evidence.remains().getOrDefault(seen.id(), Remains.NONE),
              evidence.rules().timesCompare()));
    }
    List<Long> alive = evidence.alive().getOrDefault(seen.id(), List.of());
    if (!alive.isEmpty()) {
      findings.add(
          Finding.wrong("no process outlives the recorded end", seen.id() + " left " + alive));
    }
    if (order != null
        && evidence.rules().scripted().contains(seen.program())
        && !poisoned(seen, evidence.rules())) {
      findings.addAll(scripted(seen, order, evidence.ledger()));
    }
    return findings;
  }

  /// Java code that ran alone in its server at each kill counts as the cause, because the server
  /// cannot know who killed it. This is correct at the limit of attempts, not earlier.
  private static boolean poisoned(Seen seen, Rules rules) {
    long lost =
        seen.attempts().stream()
            .filter(tried -> Boolean.TRUE.equals(tried.counted()))
            .filter(tried -> "lost".equals(tried.reason()) || "poison".equals(tried.reason()))
            .count();
    return "poison".equals(seen.end().reason())
        && !rules.children().contains(seen.program())
        && lost == rules.mostAttempts();
  }

  /// An attempt with an exit record has ended, and must not be lost.
  private static List<Finding> losses(Seen seen, List<Integer> recorded) {
    return seen.attempts().stream()
        .filter(tried -> "lost".equals(tried.reason()) && recorded.contains(tried.number()))
        .map(tried ->
            Finding.wrong(
                "an attempt with an exit record is not lost",
                "attempt " + tried.number() + " of " + seen.id() + " has one, but is lost"))
        .toList();
  }

  /// Compares the end in the store with the exit record.
  private static List<Finding> record(Seen seen, Remains remains, boolean timesCompare) {
    Seen.End end = seen.end();
    if (!remains.recorded()) {
      return end.status().equals("finished") || "exit".equals(end.reason())
          ? List.of(
              Finding.wrong(TRUE, seen.id() + " is " + end.status() + " without an exit record"))
          : List.of();
    }
    Instant recorded = remains.endedAt();
    if (timesCompare
        && recorded != null
        && end.endedAt() != null
        && "finished".equals(end.status())
        && end.endedAt().plus(CLOCK_STEP).isBefore(recorded)) {
      return List.of(
          Finding.wrong(
              TRUE, seen.id() + " had finished before its program ended, at " + recorded));
    }
    boolean same =
        Objects.equals(end.returnCode(), remains.returnCode())
            && Objects.equals(end.signal(), remains.signal());
    return same || end.reason() != null && !"exit signal".contains(end.reason())
        ? List.of()
        : List.of(
            Finding.wrong(CODES, seen.id() + " has " + end + ", the exit record has " + remains));
  }

  /// Compares the end with the script of the query.
  private static List<Finding> scripted(Seen seen, Order order, List<LedgerEntry> ledger) {
    boolean saidSo =
        ledger.stream()
            .anyMatch(line ->
                line.experiment().equals(seen.id())
                    && line.attempt() == seen.attempt()
                    && line.event() == Event.END);
    String wanted = order.code() == 0 ? "finished" : "failed";
    Integer code = seen.end().returnCode();
    List<Finding> findings = new ArrayList<>();
    if (!seen.end().status().equals(wanted) || code == null || code != order.code()) {
      findings.add(
          Finding.wrong(
              CODES, seen.id() + " should have returned " + order.code() + ", got " + seen.end()));
    }
    if (code != null && !saidSo) {
      findings.add(
          Finding.lost(TRUE, seen.id() + " has returned, but its program never reached its end"));
    }
    return findings;
  }
}

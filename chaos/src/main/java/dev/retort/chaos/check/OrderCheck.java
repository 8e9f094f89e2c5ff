package dev.retort.chaos.check;

import dev.retort.chaos.check.LedgerEntry.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Within a program and priority, experiments start in the order of their commit, and no lower
/// priority starts before a waiting higher one.
///
/// An attempt may fail before its program writes a line (its launch failed, or everything was
/// killed just then). While the experiment waits for its retry, later experiments of its queue
/// start, so its first line does not show its first start. Such an experiment may be overtaken in
/// the ledger, but must not overtake others, and its first claim, according to the server, must be
/// in order.
final class OrderCheck {
  private static final String ORDER = "experiments start in the order of their commit";
  private static final String PRIORITY = "the highest priority starts first";

  private OrderCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    Map<String, LedgerEntry> starts = new HashMap<>();
    Map<String, Integer> places = new HashMap<>();
    for (LedgerEntry line : evidence.ledger()) {
      if (line.event() == Event.START && starts.putIfAbsent(line.experiment(), line) == null) {
        places.put(line.experiment(), places.size());
      }
    }
    Map<String, Instant> accepted = new HashMap<>();
    for (Asked asked : evidence.asked()) {
      Instant at = asked.acceptedAt();
      if (at != null && evidence.rules().timesCompare()) {
        asked.ids().forEach(id -> accepted.put(id, at));
      }
    }
    return evidence.rules().inOrder().stream()
        .flatMap(program -> {
          List<Seen> all =
              evidence.seen().stream().filter(seen -> seen.program().equals(program)).toList();
          List<Seen> own = all.stream().filter(seen -> starts.containsKey(seen.id())).toList();
          return Stream.of(
                  commits(own, places, starts),
                  evidence.rules().timesCompare() ? claims(all) : List.<Finding>of(),
                  priorities(own, places, accepted))
              .flatMap(List::stream);
        });
  }

  /// Checks the ledger: each experiment began after all that were accepted before it.
  private static List<Finding> commits(
      List<Seen> own, Map<String, Integer> places, Map<String, LedgerEntry> starts) {
    List<Finding> findings = new ArrayList<>();
    Map<Integer, Seen> latest = new HashMap<>();
    for (Seen seen : own) {
      Seen before = latest.get(seen.priority());
      if (before != null && place(places, before) > place(places, seen)) {
        findings.add(
            Finding.wrong(
                ORDER,
                seen.id()
                    + " was accepted after "
                    + before.id()
                    + " and began first: "
                    + seen.attempts()
                    + ", "
                    + before.attempts()));
      } else if (!failedUnseen(seen, starts)) {
        latest.put(seen.priority(), seen);
      }
    }
    return findings;
  }

  /// Whether an attempt failed before the first one in the ledger. A handed-back experiment does
  /// not wait, and keeps its place.
  private static boolean failedUnseen(Seen seen, Map<String, LedgerEntry> starts) {
    LedgerEntry first = starts.get(seen.id());
    return first != null
        && seen.attempts().stream()
            .anyMatch(
                tried -> tried.number() < first.attempt() && Boolean.TRUE.equals(tried.counted()));
  }

  /// Checks the server's data: no experiment was first claimed before another that was accepted
  /// earlier.
  private static List<Finding> claims(List<Seen> own) {
    List<Finding> findings = new ArrayList<>();
    Map<Integer, Seen> latest = new HashMap<>();
    for (Seen seen : own) {
      Instant claimed = firstClaim(seen);
      if (claimed == null) {
        continue;
      }
      Seen before = latest.get(seen.priority());
      Instant claimedBefore = before == null ? null : firstClaim(before);
      if (before != null && claimedBefore != null && claimed.isBefore(claimedBefore)) {
        findings.add(
            Finding.wrong(
                ORDER, seen.id() + " was accepted after " + before.id() + " and claimed first"));
      } else {
        latest.put(seen.priority(), seen);
      }
    }
    return findings;
  }

  private static @Nullable Instant firstClaim(Seen seen) {
    return seen.attempts().isEmpty() ? null : seen.attempts().getFirst().claimedAt();
  }

  private static int place(Map<String, Integer> places, Seen seen) {
    return places.getOrDefault(seen.id(), 0);
  }

  /// Considers certain cases only: acceptances that a client saw before the claim of the other
  /// experiment.
  private static List<Finding> priorities(
      List<Seen> own, Map<String, Integer> places, Map<String, Instant> accepted) {
    List<Finding> findings = new ArrayList<>();
    for (Seen high : own) {
      Instant there = accepted.get(high.id());
      for (Seen low : own) {
        Instant claimed = low.startedAt();
        if (there != null
            && claimed != null
            && high.attempt() == 1
            && low.attempt() == 1
            && high.priority() > low.priority()
            && there.isBefore(claimed)
            && place(places, high) > place(places, low)) {
          findings.add(
              Finding.wrong(PRIORITY, low.id() + " began before the waiting " + high.id()));
        }
      }
    }
    return findings;
  }
}

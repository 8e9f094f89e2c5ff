package dev.retort.proof.check;

import dev.retort.proof.check.LedgerEntry.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Within a program and priority, experiments start in the order of their commit; and nothing of a
/// higher priority waits for what came to its start later.
final class Sequencing {
  private static final String ORDER = "experiments start in the order of their commit";
  private static final String PRIORITY = "the highest priority is started first";

  private Sequencing() {}

  static Stream<Finding> check(Evidence evidence) {
    Map<String, Integer> places = new HashMap<>();
    for (LedgerEntry line : evidence.ledger()) {
      if (line.event() == Event.START) {
        places.putIfAbsent(line.experiment(), places.size());
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
          List<Seen> own =
              evidence.seen().stream()
                  .filter(seen -> seen.program().equals(program) && places.containsKey(seen.id()))
                  .toList();
          return Stream.concat(
              commits(own, places).stream(), priorities(own, places, accepted).stream());
        });
  }

  private static List<Finding> commits(List<Seen> own, Map<String, Integer> places) {
    List<Finding> findings = new ArrayList<>();
    Map<Integer, Seen> before = new HashMap<>();
    for (Seen seen : own) {
      if (couldNotBeLaunched(seen)) {
        continue; // it was tried again later, and others came before that
      }
      Seen previous = before.put(seen.priority(), seen);
      if (previous != null && place(places, previous) > place(places, seen)) {
        findings.add(
            Finding.wrong(
                ORDER, seen.id() + " was accepted after " + previous.id() + " and began first"));
      }
    }
    return findings;
  }

  private static boolean couldNotBeLaunched(Seen seen) {
    return seen.attempts().stream().anyMatch(tried -> "launch".equals(tried.reason()));
  }

  private static int place(Map<String, Integer> places, Seen seen) {
    return places.getOrDefault(seen.id(), 0);
  }

  /// Only what is beyond doubt: an acceptance that a client saw before the other one was claimed.
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
              Finding.wrong(PRIORITY, low.id() + " began before " + high.id() + ", which waited"));
        }
      }
    }
    return findings;
  }
}

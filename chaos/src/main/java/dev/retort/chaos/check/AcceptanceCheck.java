package dev.retort.chaos.check;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Acknowledged queries exist once; rejected queries do not exist.
final class AcceptanceCheck {
  private static final String FOUND = "every acknowledged experiment exists";
  private static final String ONE = "one key and payload, one experiment";
  private static final String NOTHING = "a rejected query was not accepted";

  private AcceptanceCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    Map<String, List<Seen>> byKey = evidence.seen().stream().collect(groupingBy(Seen::key));
    return evidence.asked().stream()
        .flatMap(asked -> one(asked, byKey.getOrDefault(asked.order().key(), List.of())).stream());
  }

  private static List<Finding> one(Asked asked, List<Seen> there) {
    List<Finding> findings = new ArrayList<>();
    String key = asked.order().key();
    if (asked.ids().size() > 1) {
      findings.add(Finding.doubled(ONE, key + " was acknowledged as " + asked.ids()));
    }
    if (there.size() > 1) {
      findings.add(Finding.doubled(ONE, key + " created " + there.stream().map(Seen::id).toList()));
    }
    for (String id : asked.ids()) {
      if (there.stream().noneMatch(seen -> seen.id().equals(id))) {
        findings.add(
            Finding.lost(FOUND, key + " was acknowledged as " + id + ", which is missing"));
      }
    }
    if (asked.refusedOnly() && !there.isEmpty()) {
      findings.add(
          Finding.wrong(NOTHING, key + " was rejected, but exists as " + there.getFirst().id()));
    }
    if (asked.open()) {
      findings.add(
          Finding.wrong("every key has a clear answer in the end", key + " stayed unknown"));
    }
    return findings;
  }
}

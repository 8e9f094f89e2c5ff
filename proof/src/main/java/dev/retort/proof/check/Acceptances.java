package dev.retort.proof.check;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What was acknowledged is there, once; what was refused is not.
final class Acceptances {
  private static final String FOUND = "every acknowledged experiment is found again";
  private static final String ONE = "one key and payload, one experiment";
  private static final String NOTHING = "a refusal means that nothing was accepted";

  private Acceptances() {}

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
      findings.add(Finding.doubled(ONE, key + " made " + there.stream().map(Seen::id).toList()));
    }
    for (String id : asked.ids()) {
      if (there.stream().noneMatch(seen -> seen.id().equals(id))) {
        findings.add(Finding.lost(FOUND, key + " was acknowledged as " + id + ", which is gone"));
      }
    }
    if (asked.refusedOnly() && !there.isEmpty()) {
      findings.add(Finding.wrong(NOTHING, key + " was refused, and is " + there.getFirst().id()));
    }
    if (asked.open()) {
      findings.add(Finding.wrong("the key tells in the end", key + " stayed unknown"));
    }
    return findings;
  }
}

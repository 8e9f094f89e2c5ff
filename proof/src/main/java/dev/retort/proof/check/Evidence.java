package dev.retort.proof.check;

import java.util.List;
import java.util.Map;

/// All that was seen of one run, after the fault was healed and the backlog was empty.
///
/// @param asked what the clients lived through, by key
/// @param seen all experiments, in the order of their acceptance
/// @param earlier ends that were seen before, by experiment
/// @param ledger what the programs wrote
/// @param remains what lies on disk, by experiment; for child programs that have ended
/// @param recorded the numbers of the attempts that have an exit record, by experiment; for child
///   programs that have ended
/// @param alive processes that carry an experiment's id in their environment, by experiment
/// @param backlog how many have not ended, as the server counts them
/// @param rules what the fault allows
public record Evidence(
    List<Asked> asked,
    List<Seen> seen,
    Map<String, Seen.End> earlier,
    List<LedgerEntry> ledger,
    Map<String, Remains> remains,
    Map<String, List<Integer>> recorded,
    Map<String, List<Long>> alive,
    long backlog,
    Rules rules) {
  public Evidence {
    asked = List.copyOf(asked);
    seen = List.copyOf(seen);
    earlier = Map.copyOf(earlier);
    ledger = List.copyOf(ledger);
    remains = Map.copyOf(remains);
    recorded = Map.copyOf(recorded);
    alive = Map.copyOf(alive);
  }
}

package dev.retort.chaos.check;

import java.util.List;
import java.util.Map;

/// All observations of one run, after the fault is healed and the backlog is empty.
///
/// @param asked the clients' answers by key
/// @param seen all experiments in the order of their acceptance
/// @param earlier previously observed ends by experiment
/// @param ledger lines of the programs
/// @param traces files and processes of the programs
/// @param backlog the server's count of experiments that have not ended
/// @param rules effects that the fault may have
public record Evidence(
    List<Asked> asked,
    List<Seen> seen,
    Map<String, Seen.End> earlier,
    List<LedgerEntry> ledger,
    Traces traces,
    long backlog,
    Rules rules) {
  public Evidence {
    asked = List.copyOf(asked);
    seen = List.copyOf(seen);
    earlier = Map.copyOf(earlier);
    ledger = List.copyOf(ledger);
  }

  /// Files and processes of programs, by experiment.
  ///
  /// @param remains files of the deciding attempt; for ended child programs
  /// @param recorded numbers of the attempts with an exit record; for ended child programs
  /// @param alive processes with an experiment's id in their environment
  public record Traces(
      Map<String, Remains> remains,
      Map<String, List<Integer>> recorded,
      Map<String, List<Long>> alive) {
    public Traces {
      remains = Map.copyOf(remains);
      recorded = Map.copyOf(recorded);
      alive = Map.copyOf(alive);
    }
  }

  Map<String, Remains> remains() {
    return traces.remains();
  }

  Map<String, List<Integer>> recorded() {
    return traces.recorded();
  }

  Map<String, List<Long>> alive() {
    return traces.alive();
  }
}

package dev.retort.store.memory;

import dev.retort.core.Experiment;
import dev.retort.core.store.Change;
import dev.retort.core.store.FairShare;
import dev.retort.core.store.FairShare.Candidate;
import dev.retort.core.store.FairShare.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What each owner has used of each program, and who is next. Not thread-safe.
final class MemoryUses {
  private final Map<String, Map<String, Use>> uses = new HashMap<>();

  /// Those that a claim takes, in the order of their starts.
  ///
  /// @param eligible in the order of priority and acceptance
  List<MemoryRow> choose(Collection<MemoryRow> eligible, Change.Claim claim) {
    Map<Long, MemoryRow> rows = new HashMap<>();
    Map<String, List<Candidate>> owners = new LinkedHashMap<>();
    for (MemoryRow row : eligible) {
      Candidate candidate = FairShare.candidate(row.experiment());
      rows.put(candidate.ordinal(), row);
      owners.computeIfAbsent(candidate.owner(), _ -> new ArrayList<>()).add(candidate);
    }
    return FairShare.choose(owners.values(), ofProgram(claim.program()), claim.limit(), claim.at())
        .stream()
        .map(ordinal -> Objects.requireNonNull(rows.get(ordinal)))
        .toList();
  }

  private Map<String, Use> ofProgram(String program) {
    return uses.computeIfAbsent(program, _ -> new HashMap<>());
  }

  void started(Experiment experiment, Change.Claim claim) {
    String owner = experiment.query().owner();
    if (!owner.isEmpty()) {
      ofProgram(experiment.program())
          .merge(owner, Use.NONE.started(claim.at()), (use, _) -> use.started(claim.at()));
    }
  }

  /// @param running the experiment before its end
  void ended(Experiment running, Change.Finish finish) {
    String owner = running.query().owner();
    if (!owner.isEmpty()) {
      double used = FairShare.used(finish, running.state().startedAt());
      Map<String, Use> owners = ofProgram(running.program());
      owners.put(owner, owners.getOrDefault(owner, Use.NONE).ended(used, finish.at()));
    }
  }
}

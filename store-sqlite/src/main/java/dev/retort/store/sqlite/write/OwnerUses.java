package dev.retort.store.sqlite.write;

import dev.retort.core.Experiment;
import dev.retort.core.store.Change;
import dev.retort.core.store.FairShare;
import dev.retort.core.store.FairShare.Use;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import dev.retort.store.sqlite.sql.Timestamps;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The writer's copy of what each owner has used of each program: updated with each start and end,
/// written once per transaction, and rolled back with it. Not thread-safe.
final class OwnerUses {
  private final Statements statements;
  private final Map<String, Map<String, Use>> programs = new HashMap<>();
  private final List<Undo> undo = new ArrayList<>();

  private record Undo(String program, String owner, @Nullable Use before) {}

  private record Stored(String program, String owner, Use use) {}

  OwnerUses(Statements statements) throws SQLException {
    this.statements = statements;
    statements
        .call(Sql.OWNER_USES)
        .all(row ->
            new Stored(
                row.getString(1),
                row.getString(2),
                new Use(
                    row.getDouble(3),
                    ExperimentRow.instant(row, 4),
                    ExperimentRow.instant(row, 5))))
        .forEach(each -> of(each.program()).put(each.owner(), each.use()));
  }

  /// By owner.
  Map<String, Use> of(String program) {
    return programs.computeIfAbsent(program, _ -> new HashMap<>());
  }

  void started(Experiment experiment, Change.Claim claim) {
    String owner = experiment.query().owner();
    if (!owner.isEmpty()) {
      Use before = of(experiment.program()).getOrDefault(owner, Use.NONE);
      change(experiment.program(), owner, before.started(Timestamps.kept(claim.at())));
    }
  }

  /// @param finish with times as they are stored
  void ended(Experiment ended, Change.Finish finish) {
    String owner = ended.query().owner();
    if (!owner.isEmpty()) {
      double used = FairShare.used(finish, ended.state().startedAt());
      Use before = of(ended.program()).getOrDefault(owner, Use.NONE);
      change(ended.program(), owner, before.ended(used, finish.at()));
    }
  }

  private void change(String program, String owner, Use after) {
    undo.add(new Undo(program, owner, of(program).put(owner, after)));
  }

  void write() throws SQLException {
    Set<List<String>> changed = new LinkedHashSet<>();
    undo.forEach(step -> changed.add(List.of(step.program(), step.owner())));
    for (List<String> key : changed) {
      Use use = Objects.requireNonNull(of(key.getFirst()).get(key.getLast()));
      statements
          .call(Sql.WRITE_USE)
          .text(key.getFirst())
          .text(key.getLast())
          .real(use.coreSeconds())
          .time(use.at())
          .time(use.servedAt())
          .update();
    }
  }

  /// The position in the transaction, for [#takeBackTo].
  int mark() {
    return undo.size();
  }

  void takeBackTo(int mark) {
    for (Undo step : undo.subList(mark, undo.size()).reversed()) {
      Use before = step.before();
      if (before == null) {
        of(step.program()).remove(step.owner());
      } else {
        of(step.program()).put(step.owner(), before);
      }
    }
    undo.subList(mark, undo.size()).clear();
  }

  void committed() {
    undo.clear();
  }
}

package dev.retort.store.sqlite.write;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The writer's copy of what each owner has: updated with each change, written once per
/// transaction, and rolled back with it. Experiments without an owner are not counted. Not
/// thread-safe.
final class OwnerCounters {
  private final Statements statements;
  private final Map<String, Use> owners = new HashMap<>();
  private final List<Undo> undo = new ArrayList<>();
  private long backlog;

  /// @param backlog experiments that have not ended
  /// @param bytes of the files of those that have
  record Use(long backlog, long bytes) {
    static final Use NONE = new Use(0, 0);
  }

  private record Undo(String owner, Use before) {}

  OwnerCounters(Statements statements) throws SQLException {
    this.statements = statements;
    statements
        .call(Sql.OWNERS)
        .all(row -> Map.entry(row.getString(1), new Use(row.getLong(2), row.getLong(3))))
        .forEach(each -> owners.put(each.getKey(), each.getValue()));
    backlog = owners.values().stream().mapToLong(Use::backlog).sum();
  }

  Use of(String owner) {
    return owners.getOrDefault(owner, Use.NONE);
  }

  /// The experiments of all owners that have not ended.
  long backlog() {
    return backlog;
  }

  void accept(String owner) {
    change(owner, 1, 0);
  }

  void move(Experiment experiment, Status from, Status to) {
    if (!from.ended() && to.ended()) {
      change(experiment.query().owner(), -1, 0);
    }
  }

  void addBytes(String owner, long bytes) {
    change(owner, 0, bytes);
  }

  private void change(String owner, long experiments, long bytes) {
    if (owner.isEmpty()) {
      return;
    }
    Use before = of(owner);
    backlog += experiments;
    undo.add(new Undo(owner, before));
    owners.put(owner, new Use(before.backlog() + experiments, Math.max(0, before.bytes() + bytes)));
  }

  void write() throws SQLException {
    Set<String> changed = new LinkedHashSet<>();
    undo.forEach(step -> changed.add(step.owner()));
    for (String owner : changed) {
      Use use = Objects.requireNonNull(owners.get(owner));
      statements
          .call(Sql.WRITE_OWNER)
          .text(owner)
          .number(use.backlog())
          .number(use.bytes())
          .update();
    }
  }

  /// The position in the transaction, for [#takeBackTo].
  int mark() {
    return undo.size();
  }

  void takeBackTo(int mark) {
    for (Undo step : undo.subList(mark, undo.size()).reversed()) {
      backlog += step.before().backlog() - of(step.owner()).backlog();
      owners.put(step.owner(), step.before());
    }
    undo.subList(mark, undo.size()).clear();
  }

  void committed() {
    undo.clear();
  }
}

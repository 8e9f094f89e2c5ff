package dev.retort.store.sqlite.write;

import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.store.sqlite.sql.QueueCounter;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes experiments, remembers their ids, and counts the sizes of the others. Not thread-safe.
final class PurgedExperiments {
  private final Statements statements;
  private final QueueCounters queues;

  private record Use(String program, long bytes) {}

  private record Gone(QueueCounter.Key queue, Status status) {}

  PurgedExperiments(Statements statements, QueueCounters queues) {
    this.statements = statements;
    this.queues = queues;
  }

  List<ExperimentId> purge(Change.Purge purge) throws SQLException {
    List<ExperimentId> purged = new ArrayList<>();
    for (ExperimentId id : purge.ids()) {
      if (delete(id, purge.forgetAt())) {
        purged.add(id);
      }
    }
    return purged;
  }

  /// Deletes an experiment that has ended and is not kept; whether there was such a one.
  boolean delete(ExperimentId id, Instant forgetAt) throws SQLException {
    Optional<Use> use = use(id);
    Optional<Gone> gone =
        statements
            .call(Sql.PURGE)
            .id(id)
            .one(row ->
                new Gone(
                    new QueueCounter.Key(row.getString(1), row.getInt(2)),
                    Status.ofWord(row.getString(3))));
    if (gone.isEmpty()) {
      return false;
    }
    queues.forget(gone.get().queue(), gone.get().status());
    if (use.isPresent() && use.get().bytes() > 0) {
      add(use.get().program(), -use.get().bytes());
    }
    bury(id, forgetAt);
    return true;
  }

  /// Records the size of an ended experiment; whether there is such a one.
  Boolean measure(Change.Measure measure) throws SQLException {
    Optional<Use> before = use(measure.id());
    if (before.isEmpty()) {
      return false;
    }
    statements.call(Sql.MEASURE).id(measure.id()).number(measure.bytes()).update();
    add(before.get().program(), measure.bytes() - before.get().bytes());
    return true;
  }

  private Optional<Use> use(ExperimentId id) throws SQLException {
    return statements
        .call(Sql.SIZE_OF)
        .id(id)
        .one(row -> new Use(row.getString(1), row.getLong(2)));
  }

  private void add(String program, long bytes) throws SQLException {
    statements.call(Sql.ADD_USE).text(program).number(bytes).update();
  }

  private void bury(ExperimentId id, Instant forgetAt) throws SQLException {
    statements.call(Sql.BURY).id(id).time(forgetAt).update();
  }

  /// Removes trash entries and returns their number.
  int unlinked(List<ExperimentId> ids) throws SQLException {
    int known = 0;
    for (ExperimentId id : ids) {
      known += statements.call(Sql.UNLINK).id(id).update();
    }
    return known;
  }

  int forget(Change.Forget forget) throws SQLException {
    return statements.call(Sql.FORGET).number(forget.limit()).time(forget.at()).update();
  }
}

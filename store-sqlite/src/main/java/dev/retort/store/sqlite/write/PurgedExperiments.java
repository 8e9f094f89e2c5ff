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
  private final OwnerCounters owners;

  private record Use(String program, long bytes, String owner) {}

  private record Gone(QueueCounter.Key queue, Status status, String owner) {}

  PurgedExperiments(Statements statements, QueueCounters queues, OwnerCounters owners) {
    this.statements = statements;
    this.queues = queues;
    this.owners = owners;
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
                    Status.ofWord(row.getString(3)),
                    row.getString(4)));
    if (gone.isEmpty()) {
      return false;
    }
    queues.forget(gone.get().queue(), gone.get().status());
    if (use.isPresent() && use.get().bytes() > 0) {
      add(use.get(), -use.get().bytes());
    }
    bury(id, forgetAt, gone.get().owner());
    return true;
  }

  /// Records the size of an ended experiment; whether there is such a one.
  Boolean measure(Change.Measure measure) throws SQLException {
    Optional<Use> before = use(measure.id());
    if (before.isEmpty()) {
      return false;
    }
    statements.call(Sql.MEASURE).id(measure.id()).number(measure.bytes()).update();
    add(before.get(), measure.bytes() - before.get().bytes());
    return true;
  }

  private Optional<Use> use(ExperimentId id) throws SQLException {
    return statements
        .call(Sql.SIZE_OF)
        .id(id)
        .one(row -> new Use(row.getString(1), row.getLong(2), row.getString(3)));
  }

  private void add(Use use, long bytes) throws SQLException {
    statements.call(Sql.ADD_USE).text(use.program()).number(bytes).update();
    owners.addBytes(use.owner(), bytes);
  }

  private void bury(ExperimentId id, Instant forgetAt, String owner) throws SQLException {
    statements.call(Sql.BURY).id(id).time(forgetAt).text(owner).update();
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

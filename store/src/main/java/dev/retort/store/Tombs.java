package dev.retort.store;

import dev.retort.core.Change;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes experiments, and keeps what is known of those that were. Not thread-safe.
final class Tombs {
  private final Statements statements;
  private final Lanes lanes;

  private record Gone(Lane.Key lane, Status status) {}

  Tombs(Statements statements, Lanes lanes) {
    this.statements = statements;
    this.lanes = lanes;
  }

  List<ExperimentId> purge(Change.Purge purge) throws SQLException {
    List<ExperimentId> purged = new ArrayList<>();
    for (ExperimentId id : purge.ids()) {
      if (delete(id)) {
        bury(id, purge.forgetAt());
        purged.add(id);
      }
    }
    return purged;
  }

  private boolean delete(ExperimentId id) throws SQLException {
    Optional<Gone> gone =
        statements
            .call(Sql.PURGE)
            .id(id)
            .one(row ->
                new Gone(
                    new Lane.Key(row.getString(1), row.getInt(2)),
                    Status.ofWord(row.getString(3))));
    gone.ifPresent(was -> lanes.forget(was.lane(), was.status()));
    return gone.isPresent();
  }

  private void bury(ExperimentId id, Instant forgetAt) throws SQLException {
    statements.call(Sql.BURY).id(id).time(forgetAt).update();
  }

  /// How many of them were known as trash.
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

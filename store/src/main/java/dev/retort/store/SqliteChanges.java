package dev.retort.store;

import dev.retort.core.AttachedFile;
import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Claimed;
import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Submission;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Applies one change within the writer's transaction and keeps the counters in step. Not
/// thread-safe.
final class SqliteChanges {
  private static final Comparator<Claimed> CLAIM_ORDER =
      Comparator.comparing(
              (Claimed claimed) -> claimed.experiment().query().priority(),
              Comparator.reverseOrder())
          .thenComparing(claimed -> claimed.experiment().ordinal());

  private final Statements statements;
  private final Lanes lanes;
  private final Plans plans;
  private final ExperimentRow rows;

  private record Use(String digest, Experiment experiment, long ticket) {}

  SqliteChanges(Statements statements, Lanes lanes, Plans plans) {
    this.statements = statements;
    this.lanes = lanes;
    this.plans = plans;
    this.rows = new ExperimentRow(statements);
  }

  Object apply(Change<?> change) throws SQLException {
    return switch (change) {
      case Change.Submit submit -> submit(submit.submission());
      case Change.Claim claim -> claim(claim);
      case Change.Finish finish -> finish(finish);
      case Change.Release release -> release(release);
      case Change.Cancel cancel -> cancel(cancel);
      case Change.Pause pause -> pause(pause);
    };
  }

  private Submitted submit(Submission submission) throws SQLException {
    Submission.Idempotency key = submission.idempotency();
    if (key != null && !reserve(key)) {
      return usedBefore(key);
    }
    Query query = submission.query();
    Lane lane = lanes.accept(new Lane.Key(query.program(), query.priority()));
    long ordinal = lane.lastOrdinal();
    Sequence sequence = query.sequence();
    Query kept = query.withSequence(new Sequence.Kept(sequence.bytes()));
    insert(submission, kept, lane);
    if (sequence instanceof Sequence.Inline inline) {
      statements.call(Sql.KEEP_SEQUENCE).number(ordinal).text(inline.text()).update();
    }
    Experiment experiment =
        new Experiment(
            submission.id(),
            ordinal,
            kept,
            Micros.kept(submission.at()),
            State.accepted(),
            lanes.position(lane.key(), lane.lastTicket()));
    return new Submitted.Accepted(experiment, lanes.backlog());
  }

  private boolean reserve(Submission.Idempotency key) throws SQLException {
    return statements
            .call(Sql.RESERVE_KEY)
            .text(key.owner())
            .text(key.key())
            .text(key.digest())
            .number(lanes.nextOrdinal())
            .update()
        > 0;
  }

  private Submitted usedBefore(Submission.Idempotency key) throws SQLException {
    Use use =
        statements
            .call(Sql.FIND_BY_KEY)
            .text(key.owner())
            .text(key.key())
            .one(row ->
                new Use(
                    row.getString(ExperimentRow.FURTHER + 1),
                    rows.readWithPosition(row),
                    row.getLong(ExperimentRow.TICKET)))
            .orElseThrow();
    if (!use.digest().equals(key.digest())) {
      return new Submitted.Mismatch(use.experiment().id());
    }
    Experiment found = use.experiment();
    // The row's position comes from counters that this transaction has not written yet.
    Experiment now =
        found.position() == null
            ? found
            : found.withPosition(lanes.position(key(found), use.ticket()));
    return new Submitted.Replayed(now, lanes.backlog());
  }

  private void insert(Submission submission, Query query, Lane lane) throws SQLException {
    long ordinal = lane.lastOrdinal();
    statements
        .call(Sql.ACCEPT)
        .number(ordinal)
        .id(submission.id())
        .text(query.program())
        .number(query.priority())
        .number(lane.lastTicket())
        .text(query.name())
        .number(query.sequence().bytes())
        .text(query.parameters())
        .number(query.labels().size())
        .number(query.files().size())
        .time(submission.at())
        .update();
    for (Map.Entry<String, String> label : query.labels().entrySet()) {
      statements
          .call(Sql.KEEP_LABEL)
          .text(label.getKey())
          .text(label.getValue())
          .number(ordinal)
          .update();
    }
    int place = 0;
    for (AttachedFile file : query.files()) {
      statements
          .call(Sql.KEEP_FILE)
          .number(ordinal)
          .number(place++)
          .text(file.name())
          .number(file.bytes())
          .update();
    }
  }

  private List<Claimed> claim(Change.Claim claim) throws SQLException {
    List<Claimed> taken =
        statements
            .call(Sql.CLAIM)
            .text(claim.program())
            .number(claim.limit())
            .text(claim.node())
            .number(plans.number(claim.plan()))
            .time(claim.at())
            .all(row ->
                new Claimed(rows.read(row), row.getString(ExperimentRow.FURTHER), claim.plan()));
    for (Claimed claimed : taken) {
      Experiment experiment = claimed.experiment();
      boolean claimedBefore = experiment.state().attempt() > 1;
      lanes.move(key(experiment), Status.PENDING, Status.RUNNING, claimedBefore);
    }
    taken.sort(CLAIM_ORDER);
    return taken;
  }

  private Optional<Experiment> finish(Change.Finish finish) throws SQLException {
    End end = finish.outcome().end();
    String reason = end.reason() == null ? null : end.reason().word();
    if (finish.retryAt() != null) {
      statements
          .call(Sql.KEEP_FAILED_ATTEMPT)
          .id(finish.id())
          .number(finish.fence())
          .time(finish.at())
          .text(reason)
          .number(end.returnCode())
          .number(end.signal())
          .text(end.message())
          .update();
    }
    return stopped(
        statements
            .call(Sql.FINISH)
            .id(finish.id())
            .number(finish.fence())
            .text(finish.outcome().status().word())
            .time(finish.retryAt())
            .time(finish.at())
            .text(reason)
            .number(end.returnCode())
            .number(end.signal())
            .text(end.message())
            .one(rows::read));
  }

  private Optional<Experiment> release(Change.Release release) throws SQLException {
    statements
        .call(Sql.KEEP_RELEASED_ATTEMPT)
        .id(release.id())
        .number(release.fence())
        .time(release.at())
        .update();
    return stopped(
        statements
            .call(Sql.RELEASE)
            .id(release.id())
            .number(release.fence())
            .time(release.at())
            .one(rows::read));
  }

  private Optional<Experiment> stopped(Optional<Experiment> moved) {
    moved.ifPresent(now -> lanes.move(key(now), Status.RUNNING, now.status(), true));
    return moved;
  }

  private CancelAnswer cancel(Change.Cancel cancel) throws SQLException {
    Optional<Experiment> changed =
        statements.call(Sql.CANCEL).id(cancel.id()).time(cancel.at()).one(rows::read);
    if (changed.isEmpty()) {
      return statements
          .call(Sql.FIND)
          .id(cancel.id())
          .one(rows::read)
          .map(SqliteChanges::asItWas)
          .orElseGet(CancelAnswer.Unknown::new);
    }
    Experiment now = changed.get();
    if (now.status() != Status.CANCELLED) {
      return new CancelAnswer.Requested(now);
    }
    lanes.move(key(now), Status.PENDING, Status.CANCELLED, now.state().attempt() > 0);
    return new CancelAnswer.Done(now);
  }

  private static CancelAnswer asItWas(Experiment experiment) {
    return experiment.status().ended()
        ? new CancelAnswer.AlreadyEnded(experiment)
        : new CancelAnswer.Requested(experiment);
  }

  private Boolean pause(Change.Pause pause) throws SQLException {
    Sql how = pause.paused() ? Sql.PAUSE : Sql.RESUME;
    return statements.call(how).text(pause.program()).update() > 0;
  }

  private static Lane.Key key(Experiment experiment) {
    return new Lane.Key(experiment.program(), experiment.query().priority());
  }

  /// Writes the counters that the transaction changed.
  void writeLanes() throws SQLException {
    for (Lane lane : lanes.changed()) {
      Lane.Counts counts = lane.counts();
      statements
          .call(Sql.WRITE_LANE)
          .text(lane.key().program())
          .number(lane.key().priority())
          .number(counts.pending())
          .number(counts.running())
          .number(counts.finished())
          .number(counts.failed())
          .number(counts.cancelled())
          .number(lane.lastOrdinal())
          .number(lane.lastTicket())
          .number(lane.passed())
          .number(lane.returned())
          .update();
    }
  }
}

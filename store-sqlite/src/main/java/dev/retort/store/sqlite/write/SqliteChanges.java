package dev.retort.store.sqlite.write;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ResourceUsage;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.Lifecycle;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.EndColumns;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.QueueCounter;
import dev.retort.store.sqlite.sql.QueueCounterRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import dev.retort.store.sqlite.sql.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Applies changes within the writer's transaction, in order, and keeps the counters in step. Not
/// thread-safe.
final class SqliteChanges {
  /// Maximum number of deferred experiments that become ready in one transaction, because other
  /// changes wait for it. Every claim may make as many ready as its limit.
  private static final int MOST_WOKEN = 2_000;

  private final Statements statements;
  private final QueueCounters queues;
  private final OwnerCounters owners;
  private final OwnerUses uses;
  private final Claims claims;
  private final Plans plans;
  private final Submits submits;
  private final PurgedExperiments purged;
  private final RunningCopies copies = new RunningCopies();
  private final ExperimentRow rows;
  private int woken;

  SqliteChanges(Statements statements) throws SQLException {
    this.statements = statements;
    queues = new QueueCounters(statements.call(Sql.QUEUES).all(QueueCounterRow::read));
    plans = new Plans(statements);
    owners = new OwnerCounters(statements);
    uses = new OwnerUses(statements);
    claims = new Claims(statements, plans, uses);
    submits = new Submits(statements, queues, owners);
    purged = new PurgedExperiments(statements, queues, owners);
    rows = new ExperimentRow(statements);
  }

  /// Applies a change; [#write] may write its rows later.
  Object apply(Change<?> change) throws SQLException {
    return switch (change) {
      case Change.Submit submit -> submits.submit(submit);
      case Change.Claim claim -> claim(claim);
      case Change.Finish finish -> finish(finish);
      case Change.Release release -> release(release);
      case Change.Cancel cancel -> cancel(cancel);
      case Change.Expire expire -> expire(expire);
      case Change.Keep keep -> keep(keep);
      case Change.Purge purge -> purged.purge(purge);
      case Change.Delete delete -> delete(delete);
      case Change.Measure measure -> purged.measure(measure);
      case Change.Unlinked unlinked -> purged.unlinked(unlinked.ids());
      case Change.Forget forget -> purged.forget(forget);
      case Change.Pause pause -> pause(pause);
    };
  }

  /// Writes the gathered rows, but not the counters.
  void write() throws SQLException {
    submits.insert();
  }

  /// A position in the transaction.
  record Mark(int queues, int owners, int uses) {}

  /// The position in the transaction, for [#takeBackTo].
  Mark mark() {
    return new Mark(queues.mark(), owners.mark(), uses.mark());
  }

  /// Rolls the counters back to the mark, when all rows had been written, and discards the caches.
  void takeBackTo(Mark mark) {
    queues.takeBackTo(mark.queues());
    owners.takeBackTo(mark.owners());
    uses.takeBackTo(mark.uses());
    plans.forget();
    submits.forget();
    copies.forget();
    woken = 0;
  }

  /// The same for a rollback of the whole transaction.
  void takeBack() {
    takeBackTo(new Mark(0, 0, 0));
  }

  /// Confirms the counters after the commit.
  void committed() {
    queues.committed();
    owners.committed();
    uses.committed();
    woken = 0;
  }

  private List<Claimed> claim(Change.Claim claim) throws SQLException {
    submits.insert();
    wake(claim);
    boolean unowned = queues.backlog() > owners.backlog();
    List<Claimed> taken = claims.take(claim, owners.backlog() > 0, unowned);
    for (Claimed claimed : taken) {
      Experiment experiment = claimed.experiment();
      boolean claimedBefore = experiment.state().attempt() > 1;
      move(experiment, Status.PENDING, Status.RUNNING, claimedBefore);
      copies.keep(experiment);
      uses.started(experiment, claim);
    }
    return taken;
  }

  private void move(Experiment experiment, Status from, Status to, boolean claimedBefore) {
    queues.move(experiment, from, to, claimedBefore);
    owners.move(experiment, from, to);
  }

  /// Makes due deferred experiments visible to claims.
  private void wake(Change.Claim claim) throws SQLException {
    woken +=
        statements
            .call(Sql.WAKE)
            .text(claim.program())
            .number(Math.max(claim.limit(), MOST_WOKEN - woken))
            .time(claim.at())
            .update();
  }

  private Optional<Experiment> finish(Change.Finish change) throws SQLException {
    Change.Finish finish = kept(change);
    long ordinal = ordinal(finish.id());
    int changed = finish.retryAt() == null ? end(ordinal, finish) : retry(ordinal, finish);
    if (changed == 0) {
      changed =
          ended(Sql.FINISH_REQUESTED, ordinal, finish, finish.at())
              .time(finish.attemptResult().timedOutAt())
              .update();
    }
    Optional<Experiment> stopped =
        stopped(
            changed,
            finish.id(),
            running ->
                Lifecycle.finish(
                    running,
                    finish.fence(),
                    finish.attemptResult(),
                    finish.retryAt(),
                    finish.at()));
    stopped.ifPresent(ended -> uses.ended(ended, finish));
    return stopped;
  }

  /// The ordinal of an experiment; 0 if the id is unknown.
  private long ordinal(ExperimentId id) throws SQLException {
    Experiment copy = copies.find(id);
    return copy != null
        ? copy.ordinal()
        : statements.call(Sql.ORDINAL_OF).id(id).one(row -> row.getLong(1)).orElse(0L);
  }

  private int end(long ordinal, Change.Finish finish) throws SQLException {
    Status status = finish.attemptResult().outcome().status();
    int changed = ended(Sql.FINISH, ordinal, finish, finish.at()).text(status.word()).update();
    String result = finish.attemptResult().result();
    if (changed > 0 && status == Status.FINISHED && result != null) {
      statements.call(Sql.KEEP_RESULT).number(ordinal).text(result).update();
    }
    return changed;
  }

  private int retry(long ordinal, Change.Finish finish) throws SQLException {
    ended(Sql.KEEP_FAILED_ATTEMPT, ordinal, finish, finish.at()).update();
    return ended(Sql.RETRY, ordinal, finish, finish.retryAt()).update();
  }

  private BoundStatement ended(
      Sql statement, long ordinal, Change.Finish finish, @Nullable Instant time)
      throws SQLException {
    BoundStatement call =
        statements.call(statement).number(ordinal).number(finish.fence()).time(time);
    return EndColumns.bind(call, finish.attemptResult().end());
  }

  /// The change with times in whole microseconds, so that the answer equals later reads.
  private static Change.Finish kept(Change.Finish finish) {
    AttemptResult attemptResult = finish.attemptResult();
    ResourceUsage usage = attemptResult.usage();
    Duration cpuTime = usage == null ? null : usage.cpuTime();
    if (usage != null && cpuTime != null) {
      usage = usage.withCpuTime(Timestamps.kept(cpuTime));
    }
    return new Change.Finish(
        finish.id(),
        finish.fence(),
        new AttemptResult(
            attemptResult.outcome(),
            usage,
            attemptResult.result(),
            kept(attemptResult.stoppedAt())),
        kept(finish.retryAt()),
        Timestamps.kept(finish.at()));
  }

  private Optional<Experiment> release(Change.Release release) throws SQLException {
    long ordinal = ordinal(release.id());
    statements
        .call(Sql.KEEP_RELEASED_ATTEMPT)
        .number(ordinal)
        .number(release.fence())
        .time(release.at())
        .update();
    int changed =
        statements
            .call(Sql.RELEASE)
            .number(ordinal)
            .number(release.fence())
            .time(release.at())
            .flag(release.crashed())
            .update();
    return stopped(
        changed,
        release.id(),
        running ->
            Lifecycle.release(
                running, release.fence(), release.crashed(), Timestamps.kept(release.at())));
  }

  /// The experiment after the statement has written its end.
  ///
  /// @param move applies the same end to the copy of the running experiment
  private Optional<Experiment> stopped(
      int changed, ExperimentId id, Function<State, Optional<State>> move) throws SQLException {
    if (changed == 0) {
      return Optional.empty();
    }
    Optional<Experiment> copied =
        copies.take(id).flatMap(ran -> move.apply(ran.state()).map(ran::withState));
    Experiment now = copied.isPresent() ? copied.get() : read(id).orElseThrow();
    move(now, Status.RUNNING, now.status(), true);
    return Optional.of(now);
  }

  private Optional<Experiment> read(ExperimentId id) throws SQLException {
    return statements.call(Sql.FIND).id(id).one(rows::read);
  }

  private static @Nullable Instant kept(@Nullable Instant instant) {
    return instant == null ? null : Timestamps.kept(instant);
  }

  private CancelAnswer cancel(Change.Cancel cancel) throws SQLException {
    submits.insert();
    Optional<Experiment> changed =
        statements
            .call(Sql.CANCEL)
            .id(cancel.id())
            .time(cancel.at())
            .flag(cancel.deleteAtEnd())
            .one(rows::read);
    if (changed.isEmpty()) {
      return read(cancel.id()).map(SqliteChanges::asItWas).orElseGet(CancelAnswer.Unknown::new);
    }
    Experiment now = changed.get();
    if (now.status() != Status.CANCELLED) {
      copies.keep(now);
      return new CancelAnswer.Requested(now);
    }
    move(now, Status.PENDING, Status.CANCELLED, now.state().attempt() > 0);
    return new CancelAnswer.Done(now);
  }

  private static CancelAnswer asItWas(Experiment experiment) {
    return experiment.status().ended()
        ? new CancelAnswer.AlreadyEnded(experiment)
        : new CancelAnswer.Requested(experiment);
  }

  private List<Experiment> expire(Change.Expire expire) throws SQLException {
    submits.insert();
    List<Experiment> expired =
        statements
            .call(Sql.EXPIRE)
            .number(expire.limit())
            .time(expire.at())
            .text(Lifecycle.EXPIRED.message())
            .all(rows::read);
    for (Experiment experiment : expired) {
      move(experiment, Status.PENDING, Status.CANCELLED, false);
    }
    expired.sort(Comparator.comparing(Experiment::ordinal));
    return expired;
  }

  private DeleteAnswer delete(Change.Delete delete) throws SQLException {
    submits.insert();
    if (purged.delete(delete.id(), delete.forgetAt())) {
      return new DeleteAnswer.Done();
    }
    Optional<Experiment> found =
        statements.call(Sql.FIND).id(delete.id()).one(this::readWithPosition);
    if (found.isEmpty()) {
      return new DeleteAnswer.Unknown();
    }
    Experiment experiment = found.get();
    return experiment.state().keep()
        ? new DeleteAnswer.Kept(experiment)
        : new DeleteAnswer.NotEnded(experiment);
  }

  private Optional<Experiment> keep(Change.Keep keep) throws SQLException {
    submits.insert();
    Optional<Experiment> marked =
        statements.call(Sql.MARK).id(keep.id()).flag(keep.keep()).one(this::readWithPosition);
    marked.ifPresent(copies::keep);
    return marked.isPresent()
        ? marked
        : statements.call(Sql.FIND).id(keep.id()).one(this::readWithPosition);
  }

  /// Uses the writer's counters, because those in the database are older than this transaction.
  private Experiment readWithPosition(ResultSet row) throws SQLException {
    Experiment experiment = rows.read(row);
    return experiment.withPosition(queues.position(experiment, row.getLong(ExperimentRow.TICKET)));
  }

  private Boolean pause(Change.Pause pause) throws SQLException {
    Sql how = pause.paused() ? Sql.PAUSE : Sql.RESUME;
    return statements.call(how).text(pause.program()).update() > 0;
  }

  /// Writes the changed counters of the transaction.
  void writeQueues() throws SQLException {
    owners.write();
    uses.write();
    for (QueueCounter queue : queues.changed()) {
      QueueCounter.Counts counts = queue.counts();
      statements
          .call(Sql.WRITE_QUEUE)
          .text(queue.key().program())
          .number(queue.key().priority())
          .number(counts.pending())
          .number(counts.running())
          .number(counts.finished())
          .number(counts.failed())
          .number(counts.cancelled())
          .number(queue.lastOrdinal())
          .number(queue.lastTicket())
          .number(queue.passed())
          .number(queue.returned())
          .update();
    }
  }
}

package dev.retort.store;

import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Claimed;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Lifecycle;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Usage;
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
  private static final Comparator<Claimed> CLAIM_ORDER =
      Comparator.comparing(
              (Claimed claimed) -> claimed.experiment().query().priority(),
              Comparator.reverseOrder())
          .thenComparing(claimed -> claimed.experiment().ordinal());

  private static final long MOST_CRASHES = Long.MAX_VALUE;

  /// Of what is deferred, so many become ready in one transaction, and as many as a claim takes in
  /// any case: others wait for it.
  private static final int MOST_WOKEN = 2_000;

  private final Statements statements;
  private final Lanes lanes;
  private final Plans plans;
  private final Submits submits;
  private final Tombs tombs;
  private final RunningCopies copies = new RunningCopies();
  private final ExperimentRow rows;
  private int woken;

  SqliteChanges(Statements statements) throws SQLException {
    this.statements = statements;
    lanes = new Lanes(statements.call(Sql.LANES).all(LaneRow::read));
    plans = new Plans(statements);
    submits = new Submits(statements, lanes);
    tombs = new Tombs(statements, lanes);
    rows = new ExperimentRow(statements);
  }

  /// Applies one; its rows may be written only with [#write].
  Object apply(Change<?> change) throws SQLException {
    return switch (change) {
      case Change.Submit submit -> submits.submit(submit.submission());
      case Change.Claim claim -> claim(claim);
      case Change.Finish finish -> finish(finish);
      case Change.Release release -> release(release);
      case Change.Cancel cancel -> cancel(cancel);
      case Change.Expire expire -> expire(expire);
      case Change.Keep keep -> keep(keep);
      case Change.Purge purge -> tombs.purge(purge);
      case Change.Unlinked unlinked -> tombs.unlinked(unlinked.ids());
      case Change.Forget forget -> tombs.forget(forget);
      case Change.Pause pause -> pause(pause);
    };
  }

  /// Writes what was gathered, but not the counters.
  void write() throws SQLException {
    submits.insert();
  }

  /// Where the transaction is, for [#takeBackTo].
  int mark() {
    return lanes.mark();
  }

  /// After a rollback to where the mark was taken; everything was written there.
  void takeBackTo(int mark) {
    lanes.takeBackTo(mark);
    plans.forget();
    submits.forget();
    copies.forget();
    woken = 0;
  }

  /// After a rollback of the transaction.
  void takeBack() {
    takeBackTo(0);
  }

  /// After the transaction is durable.
  void committed() {
    lanes.committed();
    woken = 0;
  }

  private List<Claimed> claim(Change.Claim claim) throws SQLException {
    submits.insert();
    wake(claim);
    List<Claimed> taken = take(claim);
    for (Claimed claimed : taken) {
      Experiment experiment = claimed.experiment();
      boolean claimedBefore = experiment.state().attempt() > 1;
      lanes.move(Lane.Key.of(experiment), Status.PENDING, Status.RUNNING, claimedBefore);
      copies.keep(experiment);
    }
    taken.sort(CLAIM_ORDER);
    return taken;
  }

  /// Lets claims see that whose time has come.
  private void wake(Change.Claim claim) throws SQLException {
    woken +=
        statements
            .call(Sql.WAKE)
            .text(claim.program())
            .number(Math.max(claim.limit(), MOST_WOKEN - woken))
            .time(claim.at())
            .update();
  }

  private List<Claimed> take(Change.Claim claim) throws SQLException {
    return statements
        .call(Sql.CLAIM)
        .text(claim.program())
        .number(claim.limit())
        .text(claim.node())
        .number(plans.number(claim.plan()))
        .time(claim.at())
        .number(claim.admit() == Change.Admit.SUSPECTS ? State.SUSPECT : 0)
        .number(claim.admit() == Change.Admit.UNSUSPECTED ? State.SUSPECT - 1 : MOST_CRASHES)
        .all(row -> rows.readClaimed(row, claim));
  }

  private Optional<Experiment> finish(Change.Finish change) throws SQLException {
    Change.Finish finish = kept(change);
    long ordinal = ordinal(finish.id());
    int changed = finish.retryAt() == null ? end(ordinal, finish) : retry(ordinal, finish);
    if (changed == 0) {
      changed =
          ended(Sql.FINISH_REQUESTED, ordinal, finish, finish.at())
              .time(finish.ending().timedOutAt())
              .update();
    }
    return stopped(
        changed,
        finish.id(),
        running ->
            Lifecycle.finish(
                running, finish.fence(), finish.ending(), finish.retryAt(), finish.at()));
  }

  /// The ordinal of an experiment; 0, which none has, when there is none of that id.
  private long ordinal(ExperimentId id) throws SQLException {
    Experiment copy = copies.find(id);
    return copy != null
        ? copy.ordinal()
        : statements.call(Sql.ORDINAL_OF).id(id).one(row -> row.getLong(1)).orElse(0L);
  }

  private int end(long ordinal, Change.Finish finish) throws SQLException {
    Status status = finish.ending().outcome().status();
    int changed = ended(Sql.FINISH, ordinal, finish, finish.at()).text(status.word()).update();
    String result = finish.ending().result();
    if (changed > 0 && status == Status.FINISHED && result != null) {
      statements.call(Sql.KEEP_RESULT).number(ordinal).text(result).update();
    }
    return changed;
  }

  private int retry(long ordinal, Change.Finish finish) throws SQLException {
    ended(Sql.KEEP_FAILED_ATTEMPT, ordinal, finish, finish.at()).update();
    return ended(Sql.RETRY, ordinal, finish, finish.retryAt()).update();
  }

  private Call ended(Sql statement, long ordinal, Change.Finish finish, @Nullable Instant time)
      throws SQLException {
    Call call = statements.call(statement).number(ordinal).number(finish.fence()).time(time);
    return EndColumns.bind(call, finish.ending().end());
  }

  /// The same in whole microseconds, so that the answer is what will be read again.
  private static Change.Finish kept(Change.Finish finish) {
    Ending ending = finish.ending();
    Usage usage = ending.usage();
    Duration cpuTime = usage == null ? null : usage.cpuTime();
    if (usage != null && cpuTime != null) {
      usage = new Usage(usage.host(), usage.peakMemoryBytes(), Micros.kept(cpuTime), usage.proof());
    }
    return new Change.Finish(
        finish.id(),
        finish.fence(),
        new Ending(ending.outcome(), usage, ending.result(), kept(ending.stoppedAt())),
        kept(finish.retryAt()),
        Micros.kept(finish.at()));
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
                running, release.fence(), release.crashed(), Micros.kept(release.at())));
  }

  /// The experiment after an end that the statement has written.
  ///
  /// @param move the same end, to be told from the copy of what ran
  private Optional<Experiment> stopped(
      int changed, ExperimentId id, Function<State, Optional<State>> move) throws SQLException {
    if (changed == 0) {
      return Optional.empty();
    }
    Optional<Experiment> copied =
        copies.take(id).flatMap(ran -> move.apply(ran.state()).map(ran::withState));
    Experiment now = copied.isPresent() ? copied.get() : read(id).orElseThrow();
    lanes.move(Lane.Key.of(now), Status.RUNNING, now.status(), true);
    return Optional.of(now);
  }

  private Optional<Experiment> read(ExperimentId id) throws SQLException {
    return statements.call(Sql.FIND).id(id).one(rows::read);
  }

  private static @Nullable Instant kept(@Nullable Instant instant) {
    return instant == null ? null : Micros.kept(instant);
  }

  private CancelAnswer cancel(Change.Cancel cancel) throws SQLException {
    submits.insert();
    Optional<Experiment> changed =
        statements.call(Sql.CANCEL).id(cancel.id()).time(cancel.at()).one(rows::read);
    if (changed.isEmpty()) {
      return read(cancel.id()).map(SqliteChanges::asItWas).orElseGet(CancelAnswer.Unknown::new);
    }
    Experiment now = changed.get();
    if (now.status() != Status.CANCELLED) {
      copies.keep(now);
      return new CancelAnswer.Requested(now);
    }
    lanes.move(Lane.Key.of(now), Status.PENDING, Status.CANCELLED, now.state().attempt() > 0);
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
      lanes.move(Lane.Key.of(experiment), Status.PENDING, Status.CANCELLED, false);
    }
    expired.sort(Comparator.comparing(Experiment::ordinal));
    return expired;
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

  /// The counters in the database are those before this transaction: the writer's own are asked.
  private Experiment readWithPosition(ResultSet row) throws SQLException {
    Experiment experiment = rows.read(row);
    return experiment.withPosition(lanes.position(experiment, row.getLong(ExperimentRow.TICKET)));
  }

  private Boolean pause(Change.Pause pause) throws SQLException {
    Sql how = pause.paused() ? Sql.PAUSE : Sql.RESUME;
    return statements.call(how).text(pause.program()).update() > 0;
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

package dev.retort.store.memory;

import dev.retort.core.AttemptResult;
import dev.retort.core.BacklogLimits.Reached;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.Lifecycle;
import dev.retort.core.store.MeasuredExperiment;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The reference implementation: a store in memory, based on [Lifecycle]. Nothing survives the
/// process. Thread-safe by one lock.
public final class MemoryStore implements Store {
  private final Map<ExperimentId, MemoryRow> rows = new LinkedHashMap<>();
  private final TreeMap<Long, ExperimentId> byOrdinal = new TreeMap<>();
  private final MemoryQueues queues = new MemoryQueues();
  private final MemoryKeys keys = new MemoryKeys();
  private final Set<String> paused = new HashSet<>();
  private final MemoryPurged purgedExperiments = new MemoryPurged();
  private final MemorySizes sizes = new MemorySizes();
  private final MemoryUses uses = new MemoryUses();
  private long lastOrdinal;

  @Override
  public synchronized List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = new ArrayList<>(changes.size());
    for (Change<?> change : changes) {
      try {
        results.add(new CommitResult.Done(apply(change)));
      } catch (RetortException refused) {
        results.add(new CommitResult.Refused(refused));
      }
    }
    return results;
  }

  private Object apply(Change<?> change) {
    return switch (change) {
      case Change.Submit submit -> submit(submit);
      case Change.Claim claim -> claim(claim);
      case Change.Finish finish -> finish(finish);
      case Change.Release release -> release(release);
      case Change.Cancel cancel -> cancel(cancel);
      case Change.Expire expire -> expire(expire);
      case Change.Keep keep -> keep(keep);
      case Change.Purge purge -> purge(purge);
      case Change.Delete delete -> delete(delete);
      case Change.Unlinked unlinked -> purgedExperiments.unlinked(unlinked.ids());
      case Change.Forget forget -> purgedExperiments.forget(forget.limit(), forget.at());
      case Change.Measure measure -> sizes.measure(measure, rows);
      case Change.Pause pause ->
          pause.paused() ? paused.add(pause.program()) : paused.remove(pause.program());
    };
  }

  private Submitted submit(Change.Submit submit) {
    Submission submission = submit.submission();
    Optional<MemoryKeys.Use> use = keys.find(submission);
    if (use.isPresent()) {
      return again(submission, use.get());
    }
    boolean owned = !submission.query().owner().isEmpty();
    Optional<Reached> reached =
        submit.limits().reached(sizes.present(submission.query(), rows), owned);
    if (reached.isPresent()) {
      return new Submitted.Full(reached.get());
    }
    if (rows.containsKey(submission.id())) {
      throw new RetortException("experiment " + submission.id() + " already exists");
    }
    Experiment experiment = accept(submission);
    keys.keep(submission);
    return new Submitted.Accepted(withPosition(experiment.id()), backlogLength());
  }

  private Submitted again(Submission submission, MemoryKeys.Use use) {
    return Objects.requireNonNull(submission.idempotency()).digest().equals(use.digest())
        ? new Submitted.Replayed(find(use.id()).orElseThrow(), backlogLength())
        : new Submitted.Mismatch(use.id());
  }

  private Experiment accept(Submission submission) {
    Sequence sequence = submission.query().sequence();
    String inline = sequence instanceof Sequence.Inline text ? text.text() : null;
    Experiment experiment = submission.accepted(++lastOrdinal);
    long ticket = queues.of(experiment).accept(experiment);
    rows.put(experiment.id(), new MemoryRow(experiment, ticket, inline, "", List.of(), null));
    byOrdinal.put(experiment.ordinal(), experiment.id());
    return experiment;
  }

  private List<Claimed> claim(Change.Claim claim) {
    List<Claimed> taken = new ArrayList<>();
    if (paused.contains(claim.program())) {
      return taken;
    }
    for (MemoryRow row : claimable(claim)) {
      MemoryRow running = row.claimed(row.claim(claim).orElseThrow(), claim.plan());
      put(row, running);
      uses.started(running.experiment(), claim);
      taken.add(new Claimed(running.experiment(), row.sequence(), claim.plan()));
    }
    return taken;
  }

  private List<MemoryRow> claimable(Change.Claim claim) {
    return uses.choose(
        queues.pending(claim.program()).stream()
            .map(this::row)
            .filter(row -> row.claim(claim).isPresent())
            .toList(),
        claim);
  }

  private Optional<Experiment> finish(Change.Finish finish) {
    AttemptResult attemptResult = finish.attemptResult();
    MemoryRow row = rows.get(finish.id());
    return row == null
        ? Optional.empty()
        : Lifecycle.finish(
                row.experiment().state(),
                finish.fence(),
                attemptResult,
                finish.retryAt(),
                finish.at())
            .map(next -> {
              uses.ended(row.experiment(), finish);
              return stopped(
                  row,
                  row.stopped(
                      next,
                      row.past(finish.at(), true, attemptResult.end()),
                      attemptResult.result()));
            });
  }

  private Optional<Experiment> release(Change.Release release) {
    MemoryRow row = rows.get(release.id());
    return row == null
        ? Optional.empty()
        : Lifecycle.release(
                row.experiment().state(), release.fence(), release.crashed(), release.at())
            .map(next ->
                stopped(
                    row, row.stopped(next, row.past(release.at(), false, EndDetails.NONE), null)));
  }

  private Experiment stopped(MemoryRow before, MemoryRow after) {
    put(before, after);
    return withPosition(after.experiment().id());
  }

  private List<Experiment> expire(Change.Expire expire) {
    List<Experiment> expired = new ArrayList<>();
    for (MemoryRow row : List.copyOf(rows.values())) {
      Instant expiresAt = row.experiment().expiresAt();
      if (expired.size() < expire.limit()) {
        Lifecycle.expire(row.experiment().state(), expiresAt, expire.at())
            .ifPresent(next -> expired.add(stopped(row, row.with(next))));
      }
    }
    return expired;
  }

  private Optional<Experiment> keep(Change.Keep keep) {
    MemoryRow row = rows.get(keep.id());
    if (row == null) {
      return Optional.empty();
    }
    Lifecycle.keep(row.experiment().state(), keep.keep())
        .ifPresent(next -> put(row, row.with(next)));
    return find(keep.id());
  }

  private List<ExperimentId> purge(Change.Purge purge) {
    List<ExperimentId> purged = new ArrayList<>();
    for (ExperimentId id : purge.ids()) {
      MemoryRow row = rows.get(id);
      if (row != null && row.purgeable()) {
        remove(row, purge.forgetAt());
        purged.add(id);
      }
    }
    return purged;
  }

  private void remove(MemoryRow row, Instant forgetAt) {
    ExperimentId id = row.experiment().id();
    rows.remove(id);
    byOrdinal.remove(row.experiment().ordinal());
    queues.of(row.experiment()).forget(row.experiment().status());
    keys.forget(id);
    purgedExperiments.add(row.experiment(), forgetAt);
    sizes.remove(id);
  }

  private DeleteAnswer delete(Change.Delete delete) {
    MemoryRow row = rows.get(delete.id());
    if (row == null) {
      return new DeleteAnswer.Unknown();
    }
    if (row.purgeable()) {
      remove(row, delete.forgetAt());
      return new DeleteAnswer.Done();
    }
    Experiment experiment = withPosition(delete.id());
    return experiment.state().keep()
        ? new DeleteAnswer.Kept(experiment)
        : new DeleteAnswer.NotEnded(experiment);
  }

  private CancelAnswer cancel(Change.Cancel cancel) {
    MemoryRow row = rows.get(cancel.id());
    if (row == null) {
      return new CancelAnswer.Unknown();
    }
    if (row.experiment().status().ended()) {
      return new CancelAnswer.AlreadyEnded(row.experiment());
    }
    Lifecycle.cancel(row.experiment().state(), cancel.deleteAtEnd(), cancel.at())
        .ifPresent(next -> put(row, row.with(next)));
    Experiment now = row(cancel.id()).experiment();
    return now.status().ended() ? new CancelAnswer.Done(now) : new CancelAnswer.Requested(now);
  }

  private void put(MemoryRow before, MemoryRow after) {
    rows.put(after.experiment().id(), after);
    queues.of(after.experiment()).move(before.experiment(), after.experiment());
  }

  private MemoryRow row(ExperimentId id) {
    MemoryRow row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("no row for " + id);
    }
    return row;
  }

  private Experiment withPosition(ExperimentId id) {
    MemoryRow row = row(id);
    Experiment experiment = row.experiment();
    State state = experiment.state();
    if (state.status() != Status.PENDING || state.attempt() > 0) {
      return experiment;
    }
    return experiment.withPosition(queues.position(experiment, row.ticket()));
  }

  @Override
  public synchronized Optional<Experiment> find(ExperimentId id) {
    return rows.containsKey(id) ? Optional.of(withPosition(id)) : Optional.empty();
  }

  @Override
  public synchronized Optional<String> sequence(ExperimentId id) {
    return Optional.ofNullable(rows.get(id)).map(MemoryRow::sequence);
  }

  @Override
  public synchronized ExperimentSlice slice(ExperimentFilter filter, int limit) {
    return MemoryListing.slice(byOrdinal.values().stream().map(this::withPosition), filter, limit);
  }

  @Override
  public synchronized Optional<String> result(ExperimentId id) {
    return Optional.ofNullable(rows.get(id)).map(MemoryRow::result);
  }

  @Override
  public synchronized Optional<Instant> nextDue(Instant after) {
    return rows.values().stream()
        .flatMap(MemoryRow::due)
        .filter(moment -> moment.isAfter(after))
        .min(Comparator.naturalOrder());
  }

  @Override
  public synchronized Set<String> suspects() {
    return MemoryRow.suspects(rows.values());
  }

  @Override
  public synchronized List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit) {
    return MemoryRow.purgeable(rows.values(), program, endedBefore, number).limit(limit).toList();
  }

  @Override
  public synchronized Map<String, Long> diskUse() {
    return sizes.byProgram(rows);
  }

  @Override
  public synchronized List<MeasuredExperiment> oldestEnded(@Nullable String program, int limit) {
    return sizes.oldestEnded(rows.values(), program, limit);
  }

  @Override
  public synchronized List<ExperimentId> toDelete(int limit) {
    return rows.values().stream()
        .filter(row -> row.experiment().state().deleteAtEnd() && row.purgeable())
        .map(row -> row.experiment().id())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<String> purgedOwner(ExperimentId id) {
    return purgedExperiments.owner(id);
  }

  @Override
  public synchronized List<ExperimentId> trash(int limit) {
    return purgedExperiments.trash(limit);
  }

  @Override
  public synchronized List<PastAttempt> attempts(ExperimentId id) {
    MemoryRow row = rows.get(id);
    return row == null ? List.of() : row.past();
  }

  @Override
  public synchronized List<Claimed> running() {
    return rows.values().stream()
        .filter(row -> row.experiment().status() == Status.RUNNING)
        .map(row -> new Claimed(row.experiment(), row.sequence(), row.plan()))
        .toList();
  }

  @Override
  public synchronized Backlog backlog() {
    Instant oldest =
        rows.values().stream()
            .map(MemoryRow::experiment)
            .filter(experiment -> experiment.status() == Status.PENDING)
            .map(Experiment::createdAt)
            .findFirst()
            .orElse(null);
    return new Backlog(queues.counts(), oldest);
  }

  @Override
  public synchronized long backlogLength() {
    return backlog().length();
  }

  @Override
  public synchronized Set<String> paused() {
    return Set.copyOf(paused);
  }

  @Override
  public String description() {
    return "memory; nothing survives this process";
  }

  @Override
  public void close() {
    // nothing to release
  }
}

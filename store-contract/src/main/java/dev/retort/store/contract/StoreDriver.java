package dev.retort.store.contract;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Commits one change at a time to a store and returns the typed answer. Its manual clock advances
/// by a millisecond with each change. Not thread-safe.
public final class StoreDriver {
  /// The start of the clock, in whole milliseconds as in the engine.
  public static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  /// The plan of every claim.
  public static final String PLAN = "{\"argv\":[\"true\"]}";

  private final Store store;
  private final ExperimentIds ids;
  private Instant now = START;

  public StoreDriver(Store store) {
    this.store = store;
    this.ids = new ExperimentIds(() -> now, new SplittableRandom(42));
  }

  /// The time of the manual clock.
  public Instant now() {
    return now;
  }

  /// Moves the clock; a negative duration sets it back.
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  private Instant tick() {
    now = now.plusMillis(1);
    return now;
  }

  /// A new id.
  public ExperimentId newId() {
    return ids.next();
  }

  /// A submission of a query, with a new id and without a key.
  public Submission submission(Query query) {
    return new Submission(newId(), query, null, tick());
  }

  /// Submits a query, and expects a new experiment.
  public Experiment accept(Query query) {
    return accepted(submit(submission(query))).experiment();
  }

  /// Submits a query of a program.
  public Experiment accept(String program) {
    return accept(Query.of(program, "a query", "MKV"));
  }

  /// Submits a deferred query.
  public Experiment acceptDeferred(Query query, Instant notBefore) {
    return accept(query.withOptions(query.options().withNotBefore(notBefore)));
  }

  /// Submits a query that expires.
  public Experiment acceptExpiring(String program, Duration after) {
    SubmitOptions options = SubmitOptions.DEFAULTS.withExpiresAfter(after);
    return accept(Query.of(program, "a query", "MKV").withOptions(options));
  }

  /// Submits a query with an idempotency key.
  public Submitted submit(Query query, String key, String digest) {
    Submission.Idempotency promise = new Submission.Idempotency(key, digest);
    return submit(new Submission(newId(), query, promise, tick()));
  }

  public Submitted submit(Submission submission) {
    return answer(new Change.Submit(submission));
  }

  /// The answer as [Submitted.Accepted].
  public static Submitted.Accepted accepted(Submitted answer) {
    if (answer instanceof Submitted.Accepted accepted) {
      return accepted;
    }
    throw new AssertionError("expected a new experiment, got " + answer);
  }

  /// Claims as "node-1".
  public List<Claimed> claim(String program, int limit) {
    return claim(program, limit, Admit.ALL);
  }

  /// Claims only the admitted experiments as "node-1".
  public List<Claimed> claim(String program, int limit, Admit admit) {
    return answer(new Change.Claim(program, limit, admit, "node-1", PLAN, tick()));
  }

  /// Claims one experiment, and expects that there is one.
  public Experiment claimOne(String program) {
    List<Claimed> claimed = claim(program, 1);
    if (claimed.size() != 1) {
      throw new AssertionError("expected one claimed experiment of " + program + ", got none");
    }
    return claimed.getFirst().experiment();
  }

  /// Ends the current attempt of an experiment.
  public Optional<Experiment> finish(Experiment running, Outcome outcome) {
    return finish(running.id(), running.state().attempt(), outcome, null);
  }

  public Optional<Experiment> finish(
      ExperimentId id, int fence, Outcome outcome, @Nullable Instant retryAt) {
    return finish(id, fence, AttemptResult.of(outcome), retryAt);
  }

  public Optional<Experiment> finish(
      ExperimentId id, int fence, AttemptResult attemptResult, @Nullable Instant retryAt) {
    return answer(new Change.Finish(id, fence, attemptResult, retryAt, tick()));
  }

  /// Submits a query of a program, claims it, and finishes it with return code 0.
  public Experiment finished(String program) {
    accept(program);
    return finish(claimOne(program), new Outcome.Finished(0)).orElseThrow();
  }

  /// Fails the current attempt as lost, with a retry after a delay.
  public Optional<Experiment> retry(Experiment running, Duration after) {
    Outcome lost = Outcome.Failed.because(Reason.LOST, "the process is gone");
    return finish(running.id(), running.state().attempt(), lost, now.plus(after));
  }

  public Optional<Experiment> release(ExperimentId id, int fence) {
    return answer(new Change.Release(id, fence, false, tick()));
  }

  /// Hands the current attempt back after a crash of its host process.
  public Optional<Experiment> crash(Experiment running) {
    return answer(new Change.Release(running.id(), running.state().attempt(), true, tick()));
  }

  /// Submits a query of a program and lets it crash twice.
  public Experiment suspect(String program) {
    ExperimentId id = accept(program).id();
    Experiment suspect = find(id);
    while (!suspect.state().suspect()) {
      claim(program, 1, Admit.UNSUSPECTED);
      suspect = crash(find(id)).orElseThrow();
    }
    return suspect;
  }

  public List<Experiment> expire(int limit) {
    return answer(new Change.Expire(limit, tick()));
  }

  public Optional<Experiment> keep(ExperimentId id, boolean keep) {
    return answer(new Change.Keep(id, keep));
  }

  /// Purges experiments; the store remembers their ids for an hour.
  public List<ExperimentId> purge(ExperimentId... ids) {
    return answer(new Change.Purge(List.of(ids), now.plus(Duration.ofHours(1))));
  }

  public int unlinked(ExperimentId... ids) {
    return answer(new Change.Unlinked(List.of(ids)));
  }

  public int forget(int limit) {
    return answer(new Change.Forget(limit, tick()));
  }

  public CancelAnswer cancel(ExperimentId id) {
    return answer(new Change.Cancel(id, tick()));
  }

  /// Asks for its end, and that it is deleted then.
  public CancelAnswer cancelAndDelete(ExperimentId id) {
    return answer(new Change.Cancel(id, true, tick()));
  }

  /// Deletes one, to be known as purged for an hour.
  public DeleteAnswer delete(ExperimentId id) {
    return answer(new Change.Delete(id, now.plus(Duration.ofHours(1))));
  }

  public boolean pause(String program, boolean paused) {
    return answer(new Change.Pause(program, paused));
  }

  /// The stored experiment; expects that it exists.
  public Experiment find(ExperimentId id) {
    return store.find(id).orElseThrow(() -> new AssertionError("the store does not contain " + id));
  }

  /// Commits a single change, and expects that it is not rejected.
  @SuppressWarnings("unchecked")
  public <R> R answer(Change<R> change) {
    return switch (store.commit(List.of(change)).getFirst()) {
      case CommitResult.Done(Object answer) -> (R) answer;
      case CommitResult.Refused(var cause) -> throw cause;
    };
  }
}

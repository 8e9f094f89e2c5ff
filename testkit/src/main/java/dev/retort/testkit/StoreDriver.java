package dev.retort.testkit;

import dev.retort.core.Change;
import dev.retort.core.Change.Admit;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Store;
import dev.retort.core.Submission;
import dev.retort.core.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Writes to a store one change at a time and gives the typed answer. Its clock is set by hand and
/// goes on by a millisecond with each change. Not thread-safe.
public final class StoreDriver {
  /// Where the clock starts; whole milliseconds, as the engine gives them.
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

  /// Now, by the clock that is set by hand.
  public Instant now() {
    return now;
  }

  /// Sets the clock forward, or back by a negative time.
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  private Instant tick() {
    now = now.plusMillis(1);
    return now;
  }

  /// An id that was not given before.
  public ExperimentId newId() {
    return ids.next();
  }

  /// A submission of that query, with a new id and without a key.
  public Submission submission(Query query) {
    return new Submission(newId(), query, null, false, null, tick());
  }

  /// Submits, and expects a new experiment.
  public Experiment accept(Query query) {
    return accepted(submit(submission(query))).experiment();
  }

  /// Submits a query of that program.
  public Experiment accept(String program) {
    return accept(Query.of(program, "a query", "MKV"));
  }

  /// Submits a query that may not start before a moment.
  public Experiment acceptDeferred(Query query, Instant notBefore) {
    return accepted(submit(new Submission(newId(), query, notBefore, false, null, tick())))
        .experiment();
  }

  /// Submits a query of that program which is cancelled unless it starts within that time.
  public Experiment acceptExpiring(String program, Duration after) {
    Terms terms = new Terms(null, now.plus(after), null);
    return accept(Query.of(program, "a query", "MKV").withTerms(terms));
  }

  /// Submits a query under a key of "alice".
  public Submitted submit(Query query, String key, String digest) {
    Submission.Idempotency promise = new Submission.Idempotency("alice", key, digest);
    return submit(new Submission(newId(), query, null, false, promise, tick()));
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

  /// Claims those as "node-1".
  public List<Claimed> claim(String program, int limit, Admit admit) {
    return answer(new Change.Claim(program, limit, admit, "node-1", PLAN, tick()));
  }

  /// Claims one, and expects that there is one.
  public Experiment claimOne(String program) {
    List<Claimed> claimed = claim(program, 1);
    if (claimed.size() != 1) {
      throw new AssertionError("expected one claimed experiment of " + program + ", got none");
    }
    return claimed.getFirst().experiment();
  }

  /// Ends the present attempt of an experiment.
  public Optional<Experiment> finish(Experiment running, Outcome outcome) {
    return finish(running.id(), running.state().attempt(), outcome, null);
  }

  public Optional<Experiment> finish(
      ExperimentId id, int fence, Outcome outcome, @Nullable Instant retryAt) {
    return finish(id, fence, Ending.of(outcome), retryAt);
  }

  public Optional<Experiment> finish(
      ExperimentId id, int fence, Ending ending, @Nullable Instant retryAt) {
    return answer(new Change.Finish(id, fence, ending, retryAt, tick()));
  }

  /// Accepts one of that program, runs it and has it finish with zero.
  public Experiment finished(String program) {
    accept(program);
    return finish(claimOne(program), new Outcome.Finished(0)).orElseThrow();
  }

  /// Fails the present attempt as lost, to be tried again after that time.
  public Optional<Experiment> retry(Experiment running, Duration after) {
    Outcome lost = Outcome.Failed.because(Reason.LOST, "the process is gone");
    return finish(running.id(), running.state().attempt(), lost, now.plus(after));
  }

  public Optional<Experiment> release(ExperimentId id, int fence) {
    return answer(new Change.Release(id, fence, false, tick()));
  }

  /// Hands the present attempt back whose process died beneath it.
  public Optional<Experiment> crash(Experiment running) {
    return answer(new Change.Release(running.id(), running.state().attempt(), true, tick()));
  }

  /// Accepts one of that program and has it crash twice.
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

  /// Purges, to be known as purged for an hour.
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

  public boolean pause(String program, boolean paused) {
    return answer(new Change.Pause(program, paused));
  }

  /// The experiment as the store has it, and expects that it has it.
  public Experiment find(ExperimentId id) {
    return store.find(id).orElseThrow(() -> new AssertionError("the store does not find " + id));
  }

  /// Commits one change alone, and expects that it is not refused.
  @SuppressWarnings("unchecked")
  public <R> R answer(Change<R> change) {
    return switch (store.commit(List.of(change)).getFirst()) {
      case CommitResult.Done(Object answer) -> (R) answer;
      case CommitResult.Refused(var cause) -> throw cause;
    };
  }
}

package dev.retort.engine.run;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.program.Program;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.files.Folders;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.log.FailureStreak;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.threads.RetryPauses;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All attempts of this node, from the claim to the recorded result. Thread-safe.
public final class Runs implements CommitEvents.Subscriber {
  private final Map<ExperimentId, Run> running = new ConcurrentHashMap<>();
  private final Parts parts;
  private final Map<String, AttemptPlan> plans;
  private final AtomicInteger unrecorded = new AtomicInteger();
  private volatile SlotListener slots = SlotListener.NONE;
  private volatile boolean stopping;

  /// The dependencies of the runs.
  ///
  /// @param chance random delays of retries
  public record Parts(
      GroupCommit commits,
      ProgramCatalog catalog,
      Folders folders,
      Runners runners,
      FinalRecords records,
      Threads threads,
      InstantSource clock,
      RandomGenerator chance) {}

  /// Receives events that may free a slot, from any thread. Must not block.
  public interface SlotListener {
    /// The listener before the dispatcher exists.
    SlotListener NONE =
        new SlotListener() {
          @Override
          public void emptied(Run run) {}

          @Override
          public void freed(Run run) {}
        };

    /// No process of the run is left; its result is not recorded yet.
    void emptied(Run run);

    /// The result of the run is durable, or the run was handed back.
    void freed(Run run);
  }

  public Runs(Parts parts) {
    this.parts = parts;
    this.plans =
        parts.catalog().programs().stream()
            .collect(toUnmodifiableMap(Program::name, AttemptPlan::of));
  }

  /// Sets the listener; once, before the first claim.
  public void listener(SlotListener listener) {
    slots = listener;
  }

  /// Registers claimed attempts before a cancel request can arrive, and delivers cancel requests.
  @Override
  public void on(CommitEvent event) {
    if (event instanceof CommitEvent.Claimed claim) {
      String program = claim.experiment().program();
      Run unused = register(claim.claimed(), Objects.requireNonNull(plans.get(program)));
    } else if (event instanceof CommitEvent.CancelRequested request) {
      cancel(request.experiment());
    }
  }

  private void cancel(Experiment experiment) {
    Run run = find(experiment.id());
    if (run != null) {
      Instant at = experiment.state().cancelRequestedAt();
      parts.runners().of(run).stop(run, StopCause.CANCEL, at == null ? now() : at);
    }
  }

  /// Registers an attempt, also one of an earlier server.
  public Run register(Claimed claimed, AttemptPlan plan) {
    Run run = new Run(claimed, plan, parts.folders(), parts.threads().stoppers());
    Run earlier = running.put(claimed.experiment().id(), run);
    if (earlier != null) {
      slots.freed(earlier); // one commit contained its end and this claim
    }
    return run;
  }

  /// Starts a claimed experiment; its result is recorded once it has ended.
  public void start(Claimed claimed) {
    Run run = running.get(claimed.experiment().id());
    if (run == null) {
      return;
    }
    Program program = parts.catalog().require(claimed.experiment().program()).program();
    run.started();
    EngineLog.runSubmitted(claimed.experiment());
    parts.runners().of(run).start(run, program, events(run));
  }

  /// Lets the runner adopt an attempt of an earlier server.
  public ProgramRunner.Adoption adopt(Run run) {
    return parts.runners().of(run).adopt(run, events(run));
  }

  /// Whether a run continues while no server runs.
  public boolean outlivesServer(Run run) {
    return parts.runners().of(run).outlivesServer();
  }

  private ProgramRunner.Events events(Run run) {
    return new ProgramRunner.Events() {
      @Override
      public void emptied() {
        slots.emptied(run);
      }

      @Override
      public void ended(AttemptResult result) {
        Runs.this.ended(run, result);
      }

      @Override
      public void handedBack() {
        release(run, false);
      }
    };
  }

  /// Why no attempt of a program can start on this node at present; empty if one can.
  public Optional<String> blocked(String program) {
    AttemptPlan plan = plans.get(program);
    return plan == null ? Optional.empty() : parts.runners().blocked(plan.kind());
  }

  private Instant now() {
    return parts.clock().instant();
  }

  private void later(Duration wait, Runnable work) {
    Threads.Alarm unused = parts.threads().later(wait, work);
  }

  /// Records the result of an attempt; its slot is free once the result is durable, or earlier.
  public void ended(Run run, AttemptResult result) {
    if (stopping
        && run.stopCause() == StopCause.SHUTDOWN
        && !(result.outcome() instanceof Outcome.Finished)) {
      release(run, false);
      return;
    }
    Instant retryAt = retryAt(run, result.outcome());
    if (retryAt != null) {
      EngineLog.retrying(run.experiment(), result.outcome(), retryAt);
    }
    finish(run, result, retryAt);
  }

  private @Nullable Instant retryAt(Run run, Outcome outcome) {
    RetryPolicy retry = run.plan().retry();
    int failures = run.experiment().state().failures();
    return outcome instanceof Outcome.Failed failed && retry.retries(failed.reason(), failures)
        ? now().plus(retry.delay(failures, parts.chance().nextDouble()))
        : null;
  }

  /// Records the result of an attempt.
  ///
  /// @param retryAt start of the next attempt; null to end the experiment
  public void finish(Run run, AttemptResult result, @Nullable Instant retryAt) {
    finish(run, result, retryAt, streak(run));
  }

  private static FailureStreak streak(Run run) {
    return new FailureStreak("store - to record the end of experiment=" + run.experiment().id());
  }

  private void finish(
      Run run, AttemptResult result, @Nullable Instant retryAt, FailureStreak streak) {
    unrecorded.incrementAndGet();
    Change.Finish finish =
        new Change.Finish(run.experiment().id(), run.attempt(), result, retryAt, now());
    parts
        .commits()
        .submit(finish)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            streak.succeeded();
            recorded(run, answer);
          } else {
            again(streak, failure, () -> finish(run, result, retryAt, streak));
          }
          unrecorded.decrementAndGet();
        });
  }

  /// Whether every known result and final record is written.
  public boolean settled() {
    return unrecorded.get() == 0 && parts.records().settled();
  }

  /// Retries to record a result. During a stop, or once the store rejects writes, the next start
  /// recovers the attempt instead.
  private void again(FailureStreak streak, Throwable failure, Runnable work) {
    int failures = streak.failed(failure);
    if (!(failure instanceof OutcomeUnknownException)) {
      later(RetryPauses.STANDARD.after(failures, parts.chance().nextDouble()), work);
    }
  }

  private void recorded(Run run, Optional<Experiment> answer) {
    forget(run);
    if (answer.isEmpty()) {
      EngineLog.stale(run.experiment().id(), run.attempt());
    } else if (answer.get().status().ended()) {
      parts.records().ended(run, answer.get());
    }
  }

  private void forget(Run run) {
    if (running.remove(run.experiment().id(), run)) {
      slots.freed(run);
    }
  }

  /// Hands an attempt back to the backlog, uncounted.
  ///
  /// @param crashed whether the host process died during the attempt
  public void release(Run run, boolean crashed) {
    release(run, crashed, streak(run));
  }

  private void release(Run run, boolean crashed, FailureStreak streak) {
    Change.Release release =
        new Change.Release(run.experiment().id(), run.attempt(), crashed, now());
    parts
        .commits()
        .submit(release)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            streak.succeeded();
            handedBack(run, answer);
          } else {
            again(streak, failure, () -> release(run, crashed, streak));
          }
        });
  }

  private void handedBack(Run run, Optional<Experiment> answer) {
    if (answer.filter(experiment -> experiment.status().ended()).isPresent()) {
      recorded(run, answer);
    } else {
      forget(run);
    }
  }

  /// The experiments of a program that run on this node, as they were claimed.
  public List<Experiment> running(String program) {
    return running.values().stream()
        .map(Run::experiment)
        .filter(experiment -> experiment.program().equals(program))
        .toList();
  }

  public @Nullable Run find(ExperimentId id) {
    return running.get(id);
  }

  /// Stops the runs that do not outlive this process: stops each, waits for the longest grace
  /// period, and hands back those that have not ended by then.
  public void stop() {
    stopping = true;
    Instant now = now();
    Duration longest = Duration.ZERO;
    for (Run run : bound().toList()) {
      Duration grace = gracePeriod(run);
      longest = grace.compareTo(longest) > 0 ? grace : longest;
      parts.runners().of(run).stop(run, StopCause.SHUTDOWN, now);
    }
    parts.threads().awaitUntil(longest, () -> bound().findAny().isEmpty());
    handBack();
  }

  private Duration gracePeriod(Run run) {
    return parts
        .catalog()
        .find(run.experiment().program())
        .map(program -> program.settings().limits().gracePeriod())
        .orElse(Duration.ZERO);
  }

  /// Immediately hands back the runs that do not outlive this process, whether or not they have
  /// ended.
  public void handBack() {
    stopping = true;
    bound().forEach(run -> release(run, false));
  }

  /// The runs that do not outlive this process.
  private Stream<Run> bound() {
    return running.values().stream().filter(Predicate.not(this::outlivesServer));
  }
}

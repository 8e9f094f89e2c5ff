package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Program;
import dev.retort.core.RetryPolicy;
import dev.retort.engine.warden.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All attempts under way on this node, from their claim to the record of their end. Thread-safe.
final class Runs {
  private static final Duration RETRY_FINISH = Duration.ofSeconds(1);

  private final Map<ExperimentId, Run> running = new ConcurrentHashMap<>();
  private final Parts parts;
  private final Listener listener;
  private final AtomicInteger ending = new AtomicInteger();
  private volatile boolean stopping;

  /// What the runs are made with.
  record Parts(
      GroupCommit commits,
      ProgramCatalog catalog,
      Workspace workspace,
      Runners runners,
      Threads threads,
      InstantSource clock) {}

  /// One runner for each kind.
  record Runners(AsyncRunner async, BlockingRunner blocking, CommandRunner commands) {}

  /// Told what may let something start.
  interface Listener {
    /// One of that program has ended, or was handed back.
    void freed(String program);

    /// That experiment's end is durable, and its final record is written.
    void ended(Experiment experiment);

    /// One of that program may be tried again now.
    void due(String program);
  }

  Runs(Parts parts, Listener listener) {
    this.parts = parts;
    this.listener = listener;
  }

  /// Registers an attempt in the order of commits, before anyone can ask for its end.
  Run register(Claimed claimed) {
    Run run = new Run(claimed, parts.workspace());
    running.put(claimed.experiment().id(), run);
    return run;
  }

  /// Runs a claimed experiment: start, watch, and, once it has ended, record the end.
  void start(Claimed claimed) {
    Run run = running.get(claimed.experiment().id());
    if (run == null) {
      return;
    }
    Program program = parts.catalog().require(claimed.experiment().program()).program();
    RetryPolicy retry = program.settings().retry();
    EngineLog.runSubmitted(claimed.experiment());
    Consumer<Outcome> end = outcome -> ended(run, retry, outcome);
    switch (program) {
      case Program.Command command -> parts.runners().commands().start(run, command, end);
      case Program.Async async -> {
        limitTime(run, async);
        parts.runners().async().start(run, async, end);
      }
      case Program.Blocking blocking -> {
        limitTime(run, blocking);
        parts.runners().blocking().start(run, blocking, end);
      }
    }
  }

  /// Java code's timeout; that of commands is the warden's.
  private void limitTime(Run run, Program program) {
    Duration timeout = program.settings().limits().timeout();
    if (timeout != null) {
      run.deadline(
          parts
              .threads()
              .timer()
              .schedule(
                  () -> run.stop(StopCause.TIMEOUT), timeout.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /// Records the end of an attempt; its slot is free once that is durable.
  void ended(Run run, RetryPolicy retry, Outcome outcome) {
    if (stopping
        && run.stopCause() == StopCause.SHUTDOWN
        && !(outcome instanceof Outcome.Finished)) {
      release(run);
      return;
    }
    ending.incrementAndGet();
    run.noDeadline();
    Instant now = Now.of(parts.clock());
    Experiment experiment = run.experiment();
    Instant retryAt = retryAt(retry, outcome, experiment.state().failures(), now);
    if (retryAt != null) {
      EngineLog.retrying(experiment, outcome, retryAt);
    }
    Change.Finish finish = new Change.Finish(experiment.id(), run.attempt(), outcome, retryAt, now);
    parts
        .commits()
        .submit(finish)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            recorded(run, answer);
          } else {
            again(run, failure, () -> ended(run, retry, outcome));
          }
          ending.decrementAndGet();
        });
  }

  /// Whether every end that is known here is recorded.
  boolean settled() {
    return ending.get() == 0;
  }

  /// An end that could not be recorded is tried again; at a stop, or when the store has given up,
  /// the next start finds what is left.
  private void again(Run run, Throwable failure, Runnable work) {
    EngineLog.finishDelayed(run.experiment().id(), failure);
    if (!(failure instanceof OutcomeUnknownException)) {
      parts.threads().later(RETRY_FINISH, work);
    }
  }

  private static @Nullable Instant retryAt(
      RetryPolicy retry, Outcome outcome, int failures, Instant now) {
    return outcome instanceof Outcome.Failed failed && retry.retries(failed.reason(), failures)
        ? now.plus(retry.backoff())
        : null;
  }

  private void recorded(Run run, Optional<Experiment> answer) {
    forget(run);
    if (answer.isEmpty()) {
      EngineLog.stale(run.experiment().id(), run.attempt());
      return;
    }
    Experiment experiment = answer.get();
    if (!experiment.status().ended()) {
      retryIn(experiment);
      return;
    }
    EngineLog.ended(experiment);
    if (run.hasFiles()) {
      ending.incrementAndGet();
      parts.threads().files(() -> recordFiles(experiment));
    } else {
      listener.ended(experiment);
    }
  }

  private void recordFiles(Experiment experiment) {
    try {
      parts.workspace().record(experiment);
    } finally {
      ending.decrementAndGet();
      listener.ended(experiment);
    }
  }

  private void retryIn(Experiment pending) {
    Instant notBefore = pending.state().notBefore();
    if (notBefore != null && !parts.threads().timer().isShutdown()) {
      long wait = Duration.between(parts.clock().instant(), notBefore).toMillis() + 1;
      parts
          .threads()
          .timer()
          .schedule(
              () -> listener.due(pending.program()), Math.max(0, wait), TimeUnit.MILLISECONDS);
    }
  }

  private void forget(Run run) {
    if (running.remove(run.experiment().id(), run)) {
      listener.freed(run.experiment().program());
    }
  }

  /// Hands an attempt back: pending again, not counted.
  void release(Run run) {
    Change.Release release =
        new Change.Release(run.experiment().id(), run.attempt(), Now.of(parts.clock()));
    parts
        .commits()
        .submit(release)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            forget(run);
            answer.ifPresent(EngineLog::handedBack);
          } else {
            again(run, failure, () -> release(run));
          }
        });
  }

  @Nullable Run find(ExperimentId id) {
    return running.get(id);
  }

  /// Stops Java code: asks each, gives it its grace, and hands back what has not ended by then.
  /// Commands go on under the warden.
  void stopJava() {
    stopping = true;
    Duration longest = Duration.ZERO;
    for (Run run : running.values()) {
      Optional<Program> program = javaProgram(run);
      if (program.isPresent()) {
        Duration grace = program.get().settings().limits().gracePeriod();
        longest = grace.compareTo(longest) > 0 ? grace : longest;
        run.stop(StopCause.SHUTDOWN);
      }
    }
    parts.threads().awaitUntil(longest, this::noJavaLeft);
    running.values().stream().filter(run -> javaProgram(run).isPresent()).forEach(this::release);
  }

  private boolean noJavaLeft() {
    return running.values().stream().allMatch(run -> javaProgram(run).isEmpty());
  }

  private Optional<Program> javaProgram(Run run) {
    return parts
        .catalog()
        .find(run.experiment().program())
        .filter(program -> !(program instanceof Program.Command));
  }
}

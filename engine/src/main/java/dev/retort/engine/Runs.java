package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.Ending;
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
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
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
  ///
  /// @param chance spreads the retries of what failed together
  record Parts(
      GroupCommit commits,
      ProgramCatalog catalog,
      Folders folders,
      Runners runners,
      Threads threads,
      InstantSource clock,
      RandomGenerator chance) {}

  /// One runner for each kind.
  record Runners(
      Runner<Program.Async> async, Runner<Program.Blocking> blocking, Children children) {}

  /// Told what may let something start.
  interface Listener {
    /// No process of that one is left; its end is not recorded yet.
    void emptied(Run run);

    /// That one has ended, or was handed back, durably.
    void freed(Run run);

    /// That experiment's end is durable, and its final record is written.
    void ended(Experiment experiment);

    /// Something of that program may be tried again at that moment.
    void due(Instant moment);
  }

  Runs(Parts parts, Listener listener) {
    this.parts = parts;
    this.listener = listener;
  }

  /// Registers an attempt in the order of commits, before anyone can ask for its end.
  Run register(Claimed claimed) {
    Run run = new Run(claimed, parts.folders(), parts.threads().stoppers());
    Run earlier = running.put(claimed.experiment().id(), run);
    if (earlier != null) {
      listener.freed(earlier); // its end and this claim were in one commit
    }
    return run;
  }

  /// Runs a claimed experiment: start, watch, and, once it has ended, record the end.
  void start(Claimed claimed) {
    Run run = running.get(claimed.experiment().id());
    if (run == null) {
      return;
    }
    Program program = parts.catalog().require(claimed.experiment().program()).program();
    AttemptPlan plan = AttemptPlan.of(program);
    run.started();
    EngineLog.runSubmitted(claimed.experiment());
    Consumer<Ending> end = ending -> ended(run, plan.retry(), ending);
    Runners runners = parts.runners();
    switch (program) {
      case Program.Command _, Program.Isolated _ ->
          runners.children().start(run, program, plan, endOf(run, plan.retry()));
      case Program.Async async -> {
        limitTime(run, async);
        runners.async().start(run, async, end);
      }
      case Program.Blocking blocking -> {
        limitTime(run, blocking);
        runners.blocking().start(run, blocking, end);
      }
    }
  }

  /// What child processes tell of that run.
  Children.End endOf(Run run, RetryPolicy retry) {
    return new Children.End() {
      @Override
      public void emptied() {
        listener.emptied(run);
      }

      @Override
      public void ended(Ending ending) {
        Runs.this.ended(run, retry, ending);
      }
    };
  }

  /// Java code's timeout; that of child processes is the warden's.
  private void limitTime(Run run, Program program) {
    Duration timeout =
        run.experiment().query().terms().timeoutWithin(program.settings().limits().timeout());
    if (timeout != null) {
      run.deadline(
          parts
              .threads()
              .later(timeout, () -> stop(run, StopCause.TIMEOUT, Now.of(parts.clock()))));
    }
  }

  /// Asks an attempt to stop, and says so when Java code has not done it by the end of its grace.
  void stop(Run run, StopCause cause, Instant at) {
    run.stop(cause, at);
    javaProgram(run)
        .ifPresent(
            program -> later(program.settings().limits().gracePeriod(), () -> complainAbout(run)));
  }

  private void later(Duration wait, Runnable work) {
    Threads.Alarm unused = parts.threads().later(wait, work);
  }

  private void complainAbout(Run run) {
    if (running.get(run.experiment().id()) == run) {
      EngineLog.ignoresStop(run.experiment().id(), run.attempt());
    }
  }

  /// Records the end of an attempt; its slot is free once that is durable, if it was not before.
  void ended(Run run, RetryPolicy retry, Ending how) {
    if (stopping
        && run.stopCause() == StopCause.SHUTDOWN
        && !(how.outcome() instanceof Outcome.Finished)) {
      release(run, false);
      return;
    }
    run.noDeadline();
    Instant now = Now.of(parts.clock());
    Instant retryAt = retryAt(retry, how.outcome(), run.experiment().state().failures(), now);
    if (retryAt != null) {
      EngineLog.retrying(run.experiment(), how.outcome(), retryAt);
    }
    finish(run, how, retryAt);
  }

  /// Records the end of an attempt, or that it is tried again then.
  void finish(Run run, Ending how, @Nullable Instant retryAt) {
    ending.incrementAndGet();
    Experiment experiment = run.experiment();
    Change.Finish finish =
        new Change.Finish(experiment.id(), run.attempt(), how, retryAt, Now.of(parts.clock()));
    parts
        .commits()
        .submit(finish)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            recorded(run, answer);
          } else {
            again(run, failure, () -> finish(run, how, retryAt));
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
      later(RETRY_FINISH, work);
    }
  }

  private @Nullable Instant retryAt(RetryPolicy retry, Outcome outcome, int failures, Instant now) {
    return outcome instanceof Outcome.Failed failed && retry.retries(failed.reason(), failures)
        ? now.plus(retry.delay(failures, parts.chance().nextDouble()))
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
      Instant notBefore = experiment.state().notBefore();
      if (notBefore != null) {
        listener.due(notBefore);
      }
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
      parts.folders().record(experiment);
    } finally {
      ending.decrementAndGet();
      listener.ended(experiment);
    }
  }

  private void forget(Run run) {
    if (running.remove(run.experiment().id(), run)) {
      listener.freed(run);
    }
  }

  /// Hands an attempt back: pending again, not counted.
  ///
  /// @param crashed whether the process that ran it died beneath it
  void release(Run run, boolean crashed) {
    Change.Release release =
        new Change.Release(run.experiment().id(), run.attempt(), crashed, Now.of(parts.clock()));
    parts
        .commits()
        .submit(release)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            handedBack(run, answer);
          } else {
            again(run, failure, () -> release(run, crashed));
          }
        });
  }

  private void handedBack(Run run, Optional<Experiment> answer) {
    if (answer.filter(experiment -> experiment.status().ended()).isPresent()) {
      recorded(run, answer);
    } else {
      forget(run);
      answer.ifPresent(EngineLog::handedBack);
    }
  }

  @Nullable Run find(ExperimentId id) {
    return running.get(id);
  }

  Collection<Run> all() {
    return running.values();
  }

  /// Stops Java code: asks each, gives it its grace, and hands back what has not ended by then.
  /// Child processes go on under the warden.
  void stopJava() {
    stopping = true;
    Instant now = Now.of(parts.clock());
    Duration longest = Duration.ZERO;
    for (Run run : running.values()) {
      Optional<Program> program = javaProgram(run);
      if (program.isPresent()) {
        Duration grace = program.get().settings().limits().gracePeriod();
        longest = grace.compareTo(longest) > 0 ? grace : longest;
        run.stop(StopCause.SHUTDOWN, now);
      }
    }
    parts.threads().awaitUntil(longest, this::noJavaLeft);
    handJavaBack();
  }

  /// Hands all Java code back at once, whether or not it has ended.
  void handJavaBack() {
    stopping = true;
    running.values().stream()
        .filter(run -> javaProgram(run).isPresent())
        .forEach(run -> release(run, false));
  }

  private boolean noJavaLeft() {
    return running.values().stream().allMatch(run -> javaProgram(run).isEmpty());
  }

  private Optional<Program> javaProgram(Run run) {
    return parts.catalog().find(run.experiment().program()).filter(Program::inProcess);
  }
}

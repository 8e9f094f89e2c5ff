package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.ResourceUsage;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.linux.HostName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs Java code inside this process: limits its time, stops it, and warns when it ignores the
/// stop. The code dies with the process. Thread-safe.
///
/// @param <P> the kind of program
public abstract class JavaRunner<P extends Program> implements ProgramRunner {
  private static final Threads.Alarm NO_DEADLINE = () -> {};

  private final Class<P> kind;
  private final Threads threads;
  private final InstantSource clock;
  private final Map<Run, Active> active = new ConcurrentHashMap<>();

  private record Active(Duration gracePeriod, Threads.Alarm deadline) {}

  protected JavaRunner(Class<P> kind, Threads threads, InstantSource clock) {
    this.kind = kind;
    this.threads = threads;
    this.clock = clock;
  }

  /// Starts the code, attaches its stop action to `run`, and calls `end` once, from any thread.
  /// Neither blocks nor throws.
  protected abstract void call(Run run, P program, Consumer<AttemptResult> end);

  /// The resources of Java code in this process, without memory, which all code shares.
  ///
  /// @param cpuTime null unless the code had its own thread
  protected static ResourceUsage usage(@Nullable Duration cpuTime) {
    return new ResourceUsage(HostName.current(), null, cpuTime, "returned");
  }

  @Override
  public final void start(Run run, Program program, Events events) {
    Limits limits = program.settings().limits();
    active.put(run, new Active(limits.gracePeriod(), deadline(run, limits.timeout())));
    if (run.stopRequested()) {
      watchGracePeriod(run);
    }
    call(
        run,
        kind.cast(program),
        result -> {
          left(run);
          events.ended(result);
        });
  }

  private Threads.Alarm deadline(Run run, @Nullable Duration ofProgram) {
    Duration timeout = run.experiment().query().options().timeoutWithin(ofProgram);
    return timeout == null
        ? NO_DEADLINE
        : threads.later(timeout, () -> stop(run, StopCause.TIMEOUT, clock.instant()));
  }

  private void left(Run run) {
    Active known = active.remove(run);
    if (known != null) {
      known.deadline().cancel();
    }
  }

  @Override
  public final Adoption adopt(Run run, Events events) {
    return new Adoption.DiedWithServer();
  }

  @Override
  public final void stop(Run run, StopCause cause, Instant at) {
    if (run.stop(cause, at) && cause != StopCause.SHUTDOWN) {
      watchGracePeriod(run);
    }
  }

  private void watchGracePeriod(Run run) {
    Active known = active.get(run);
    if (known != null) {
      Threads.Alarm unused =
          threads.later(
              known.gracePeriod(),
              () -> {
                if (active.containsKey(run)) {
                  EngineLog.ignoresStop(run.experiment().id(), run.attempt());
                }
              });
    }
  }

  @Override
  public final boolean outlivesServer() {
    return false;
  }

  @Override
  public final boolean busy() {
    return !active.isEmpty();
  }
}

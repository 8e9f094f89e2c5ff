package dev.retort.engine;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.Retention;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.RunContext;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.run.JavaOutcome;
import dev.retort.engine.run.JavaRunner;
import dev.retort.engine.run.Run;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.StopCause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The simulated programs. What an attempt does follows from the seed, its query's name and its
/// number. Used by one thread.
final class SimPrograms {
  static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final long seed;
  private final SimWorld world;
  private final SimLedger ledger;
  private final Runnable crash;
  private SimThreads threads;

  /// What an attempt does.
  ///
  /// @param ends whether it ends by itself, after `length`
  /// @param deaf whether it ignores that it shall stop
  record Deed(Kind kind, Duration length, int code) {
    boolean ends() {
      return kind != Kind.HANGS;
    }

    boolean deaf() {
      return kind == Kind.DEAF;
    }
  }

  /// The ways of programs.
  enum Kind {
    RETURNS,
    HANGS,
    DEAF,
    THROWS,
    KILLS
  }

  /// @param crash ends the node that is there
  SimPrograms(long seed, SimWorld world, SimLedger ledger, Runnable crash) {
    this.seed = seed;
    this.world = world;
    this.ledger = ledger;
    this.crash = crash;
    this.threads = new SimThreads(world);
  }

  /// The threads of the node that runs them now.
  void in(SimThreads node) {
    threads = node;
  }

  List<Program> all() {
    ProgramSettings usual = ProgramSettings.DEFAULTS.withTimeout(TIMEOUT).withGracePeriod(GRACE);
    RetryPolicy often =
        new RetryPolicy(2, Set.of(Reason.LOST, Reason.LAUNCH, Reason.EXIT), Duration.ofSeconds(3));
    ProgramSettings shared = usual.withLimits(limits -> limits.withCpus(1));
    return List.of(
        new Program.Async("async", usual.withConcurrency(3).withRetry(often), run -> stage(run)),
        new Program.Async("shared", shared.withConcurrency(9), run -> stage(run)),
        new Program.Blocking("blocking", usual.withRetention(new Retention(null, 3L)), _ -> 0),
        command("command", usual),
        command(
            "wide",
            shared
                .withLimits(limits -> limits.withCpus(2))
                .withConcurrency(2)
                .withSuccessCodes(new SuccessCodes.Any())
                .withRetention(new Retention(Duration.ofMinutes(30), null))
                .withRetry(often)));
  }

  private static Program command(String name, ProgramSettings settings) {
    return new Program.Command(
        name, settings, CommandSettings.of(List.of("true"), java.util.Map.of()));
  }

  private SplittableRandom dice(String name, int attempt) {
    return new SplittableRandom(seed * 31 + name.hashCode() * 7919L + attempt);
  }

  Deed deed(RunContext run) {
    String name = run.experiment().query().name();
    if (dice(name, 0).nextInt(25) == 0) {
      return new Deed(Kind.KILLS, Duration.ofMillis(5), 0);
    }
    SplittableRandom dice = dice(name, run.experiment().state().attempt());
    Kind[] likely = {Kind.RETURNS, Kind.RETURNS, Kind.RETURNS, Kind.HANGS, Kind.DEAF, Kind.THROWS};
    Kind kind = likely[dice.nextInt(likely.length)];
    Duration length =
        kind == Kind.DEAF
            ? Duration.ofSeconds(dice.nextInt(90))
            : Duration.ofMillis(dice.nextInt(4) == 0 ? dice.nextInt(20_000) : dice.nextInt(50));
    return new Deed(kind, length, dice.nextInt(4) == 0 ? 1 : 0);
  }

  /// Whether an attempt cannot be launched.
  boolean unable(RunContext run) {
    return deed(run).kind() == Kind.THROWS;
  }

  private CompletableFuture<Integer> stage(RunContext run) {
    threads.requireAlive();
    SimThreads home = threads;
    Deed deed = begin(run);
    CompletableFuture<Integer> future = new CompletableFuture<>();
    if (deed.ends()) {
      Threads.Alarm unused =
          world.at(
              deed.length(),
              () -> {
                if (!home.isDead() && !future.isDone()) {
                  end(run, deed, future::complete);
                }
              });
    }
    var unused =
        future.whenComplete((_, thrown) -> {
          if (thrown instanceof CancellationException && !home.isDead()) {
            over(run);
          }
        });
    return future;
  }

  /// Runs the blocking program of one node. Used by one thread.
  final class Blocking extends JavaRunner<Program.Blocking> {
    Blocking(SimThreads threads, InstantSource clock) {
      super(Program.Blocking.class, threads, clock);
    }

    @Override
    protected void call(Run run, Program.Blocking program, Consumer<AttemptResult> end) {
      SimPrograms.this.call(run, program, end);
    }
  }

  private void call(Run run, Program.Blocking program, Consumer<AttemptResult> end) {
    threads.files(() -> {
      SimThreads home = threads;
      home.requireAlive();
      Deed deed;
      try {
        deed = begin(run);
      } catch (IllegalStateException thrown) {
        end.accept(run.ended(JavaOutcome.threw(run.stopCause(), thrown), null));
        return;
      }
      boolean[] done = new boolean[1];
      if (deed.ends()) {
        Threads.Alarm unused =
            world.at(
                deed.length(),
                () -> {
                  if (!home.isDead() && !done[0]) {
                    done[0] = true;
                    end(
                        run,
                        deed,
                        code ->
                            end.accept(
                                run.ended(
                                    JavaOutcome.returned(
                                        run.stopCause(), code, program.settings().successCodes()),
                                    null)));
                  }
                });
      }
      run.attach(cause -> interrupt(run, deed, done, cause, end));
    });
  }

  private void interrupt(
      Run run, Deed deed, boolean[] done, StopCause cause, Consumer<AttemptResult> end) {
    threads.files(() -> {
      if (!deed.deaf() && !done[0]) {
        done[0] = true;
        over(run);
        Outcome outcome = JavaOutcome.threw(cause, new InterruptedException());
        end.accept(run.ended(outcome, null));
      }
    });
  }

  private Deed begin(RunContext run) {
    Deed deed = deed(run);
    ledger.began(run.experiment().id(), run.experiment().state().attempt(), false);
    if (deed.kind() == Kind.THROWS) {
      over(run);
      throw new IllegalStateException("it throws");
    }
    return deed;
  }

  private void end(RunContext run, Deed deed, Consumer<Integer> with) {
    if (deed.kind() == Kind.KILLS) {
      world.trace("a program kills its node");
      crash.run();
      return;
    }
    ledger.returned(run.experiment().id(), run.experiment().state().attempt(), false, deed.code());
    with.accept(deed.code());
  }

  private void over(RunContext run) {
    ledger.over(run.experiment().id(), run.experiment().state().attempt(), false);
  }
}

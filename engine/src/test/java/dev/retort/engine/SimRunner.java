package dev.retort.engine;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.engine.run.ProgramRunner;
import dev.retort.engine.run.Run;
import dev.retort.warden.client.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Runs the commands of one node under the simulated warden, in the steps of [WardenRunner]. Used
/// by one thread.
final class SimRunner implements ProgramRunner {
  private final SimWarden warden;
  private final SimThreads threads;
  private final SimPrograms programs;
  private final Map<SimWarden.Key, Watched> watched = new HashMap<>();

  private record Watched(Events events) {}

  SimRunner(SimWarden warden, SimThreads threads, SimPrograms programs) {
    this.warden = warden;
    this.threads = threads;
    this.programs = programs;
    warden.connect(
        new SimWarden.Listener() {
          @Override
          public void emptied(SimWarden.Key key) {
            threads.files(() -> {
              Watched known = watched.get(key);
              if (known != null) {
                known.events().emptied();
              }
            });
          }

          @Override
          public void ended(SimWarden.Key key) {
            threads.persist("commands", () -> collect(key));
          }
        });
  }

  private static SimWarden.Key key(Run run) {
    return new SimWarden.Key(run.experiment().id(), run.attempt());
  }

  @Override
  public void start(Run run, Program program, Events events) {
    threads.files(() -> {
      threads.requireAlive();
      watched.put(key(run), new Watched(events));
      if (programs.unable(run)) {
        end(key(run), AttemptResult.of(Outcome.Failed.because(Reason.LAUNCH, "no such file")));
        return;
      }
      Duration timeout =
          run.experiment().query().options().timeoutWithin(program.settings().limits().timeout());
      if (warden.start(key(run), program, programs.deed(run), run.plan(), timeout)) {
        stopWith(run);
      } else {
        takeOver(run, events);
      }
    });
  }

  private void stopWith(Run run) {
    run.attach(cause ->
        threads.persist("commands", () -> warden.stop(key(run), cause, programs.deed(run))));
  }

  @Override
  public void stop(Run run, StopCause cause, Instant at) {
    boolean unused = run.stop(cause, at);
  }

  @Override
  public Adoption adopt(Run run, Events events) {
    if (warden.forbid(key(run))) {
      return new Adoption.NeverStarted();
    }
    takeOver(run, events);
    return new Adoption.Adopted();
  }

  private void takeOver(Run run, Events events) {
    watched.put(key(run), new Watched(events));
    SimWarden.Child child = warden.evidence(key(run));
    if (child != null && child.alive()) {
      stopWith(run);
    } else {
      collect(key(run));
    }
  }

  private void collect(SimWarden.Key key) {
    SimWarden.Child child = warden.evidence(key);
    if (child == null || !child.alive()) {
      AttemptResult exit = child == null ? null : child.exit();
      end(key, exit == null ? AttemptResult.of(Outcome.Failed.because(Reason.LOST, "gone")) : exit);
    }
  }

  private void end(SimWarden.Key key, AttemptResult attemptResult) {
    Watched known = watched.remove(key);
    if (known != null) {
      known.events().ended(attemptResult);
    }
  }

  @Override
  public boolean outlivesServer() {
    return true;
  }

  @Override
  public boolean busy() {
    return !watched.isEmpty();
  }

  @Override
  public void close() {
    warden.connect(SimWarden.NOBODY);
  }
}

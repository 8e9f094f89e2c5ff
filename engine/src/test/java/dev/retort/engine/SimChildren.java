package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Outcome;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// One node's way to the simulated warden, in the steps of [ChildRunner]: start, adopt, collect.
/// Used by one thread.
final class SimChildren implements Children {
  private final SimWarden warden;
  private final SimThreads threads;
  private final SimPrograms programs;
  private final Map<SimWarden.Key, Watched> watched = new HashMap<>();

  private record Watched(Run run, End end) {}

  SimChildren(SimWarden warden, SimThreads threads, SimPrograms programs) {
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
                known.end().emptied();
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
  public void start(Run run, Program program, AttemptPlan plan, End end) {
    threads.files(() -> {
      threads.requireAlive();
      watched.put(key(run), new Watched(run, end));
      if (programs.unable(run)) {
        end(key(run), Ending.of(Outcome.Failed.because(Reason.LAUNCH, "no such file")));
        return;
      }
      Duration timeout =
          run.experiment().query().terms().timeoutWithin(program.settings().limits().timeout());
      if (warden.start(key(run), program, programs.deed(run), plan, timeout)) {
        stopWith(run);
      } else {
        adopt(run, plan, end);
      }
    });
  }

  private void stopWith(Run run) {
    run.attach(cause ->
        threads.persist("commands", () -> warden.stop(key(run), cause, programs.deed(run))));
  }

  @Override
  public void adopt(Run run, AttemptPlan plan, End end) {
    watched.put(key(run), new Watched(run, end));
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
      Ending exit = child == null ? null : child.exit();
      end(key, exit == null ? Ending.of(Outcome.Failed.because(Reason.LOST, "gone")) : exit);
    }
  }

  private void end(SimWarden.Key key, Ending ending) {
    Watched known = watched.remove(key);
    if (known != null) {
      known.end().ended(ending);
    }
  }

  @Override
  public boolean neverStarted(Run run) {
    return warden.forbid(key(run));
  }

  @Override
  public boolean busy() {
    return !watched.isEmpty();
  }

  @Override
  public void warmUp() {
    // it is there
  }

  @Override
  public void close() {
    warden.connect(SimWarden.NOBODY);
  }
}

package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.program.Progress;
import dev.retort.engine.Engine;
import dev.retort.engine.view.StopProgress;
import org.jspecify.annotations.Nullable;

/// What changes while an experiment runs without a commit.
record RunningDetails(@Nullable Progress progress, @Nullable StopProgress stopping) {
  static final RunningDetails NONE = new RunningDetails(null, null);

  /// Reads at most two small files.
  static RunningDetails of(Engine engine, Experiment running) {
    return new RunningDetails(
        engine.progress(running).orElse(null), engine.stage(running).orElse(null));
  }
}

package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.engine.Engine;

/// Finds the experiment that a path names, and says why there is none. Thread-safe.
final class Finding {
  private final Engine engine;

  Finding(Engine engine) {
    this.engine = engine;
  }

  /// @throws ProblemException 404 for an unknown or malformed id, 410 for one that was purged
  Experiment find(Call call) {
    ExperimentId id = call.experimentId();
    return engine.find(id).orElseThrow(() -> missing(id));
  }

  /// Why there is no experiment of that id.
  ProblemException missing(ExperimentId id) {
    return engine.purged(id)
        ? Problem.of(
                ProblemKind.PURGED,
                "the experiment "
                    + id
                    + " ended and was let go of, as its program's retention says")
            .exception()
        : Call.unknownExperiment(id.toString());
  }
}

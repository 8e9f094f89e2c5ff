package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.engine.Engine;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.RouteRequest;

/// Finds the experiment of a path, or explains why it does not exist. Thread-safe.
final class ExperimentLookup {
  private final Engine engine;

  ExperimentLookup(Engine engine) {
    this.engine = engine;
  }

  /// @throws ProblemException 404 for an unknown or malformed id, 410 for a purged experiment
  Experiment find(RouteRequest request) {
    ExperimentId id = request.experimentId();
    return engine.find(id).orElseThrow(() -> missing(id));
  }

  /// The problem for an id without an experiment.
  ProblemException missing(ExperimentId id) {
    return engine.purged(id)
        ? Problem.of(
                ProblemKind.PURGED,
                "the experiment " + id + " was deleted, by its program's retention or by a request")
            .exception()
        : RouteRequest.unknownExperiment(id.toString());
  }
}

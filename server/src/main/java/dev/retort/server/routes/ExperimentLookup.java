package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.engine.Engine;
import dev.retort.server.access.Caller;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.RouteRequest;

/// Finds the experiment of a path for its caller, or explains why there is none. The experiment of
/// another owner is answered as if it did not exist. Thread-safe.
final class ExperimentLookup {
  private final Engine engine;

  ExperimentLookup(Engine engine) {
    this.engine = engine;
  }

  /// The experiment, which the caller may read.
  ///
  /// @throws ProblemException 404 for an unknown or malformed id, 410 for a purged experiment
  Experiment find(RouteRequest request) {
    ExperimentId id = request.experimentId();
    return engine
        .find(id)
        .filter(found -> request.caller().mayRead(found.query().owner()))
        .orElseThrow(() -> missing(request, id));
  }

  /// The id of an experiment that the caller may read, if it exists. The owner of an experiment
  /// never changes, so that the check holds for later calls.
  ///
  /// @throws ProblemException as [#find]
  ExperimentId readable(RouteRequest request) {
    return request.caller().readsAll() ? request.experimentId() : find(request).id();
  }

  /// The id of an experiment that the caller may change, if it exists.
  ///
  /// @throws ProblemException as [#find], and 403 for an experiment that the caller may only read
  ExperimentId changeable(RouteRequest request) {
    Caller caller = request.caller();
    if (caller.changesAll()) {
      return request.experimentId();
    }
    Experiment found = find(request);
    if (!caller.mayChange(found.query().owner())) {
      throw Problem.of(
              ProblemKind.FORBIDDEN,
              "the experiment has another owner; only a token with the scope admin may change it")
          .exception();
    }
    return found.id();
  }

  /// The problem for an id without an experiment that the caller may read.
  ProblemException missing(RouteRequest request, ExperimentId id) {
    return engine.purgedOwner(id).filter(request.caller()::mayRead).isPresent()
        ? Problem.of(
                ProblemKind.PURGED,
                "the experiment " + id + " was deleted, by its program's retention or by a request")
            .exception()
        : RouteRequest.unknownExperiment(id.toString());
  }
}

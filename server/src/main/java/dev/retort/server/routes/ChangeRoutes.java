package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.InputChangedException;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Prefer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Changes one experiment: cancel, delete, rerun, keep. Thread-safe.
final class ChangeRoutes {
  private static final String ONE = "/v1/experiments/{id}";

  private final Engine engine;
  private final RequestReader reader;
  private final HttpLimits limits;
  private final ExperimentLookup lookup;
  private final ExperimentLinks experiments;

  ChangeRoutes(Engine engine, RequestReader reader, HttpLimits limits) {
    this.engine = engine;
    this.reader = reader;
    this.limits = limits;
    this.lookup = new ExperimentLookup(engine);
    this.experiments = new ExperimentLinks(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post(ONE + "/cancel", "cancelExperiment", "Cancel an experiment")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe(
                "A running program receives a request to stop and has a grace period; then it is"
                    + " killed. The field stopping shows the progress.")
            .header("Prefer", Prefer.LINKS)
            .answers(200, "The experiment was pending and is now cancelled", "Experiment")
            .answers(202, "The experiment is running and will be stopped", "Experiment")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.ALREADY_ENDED, ProblemKind.PURGED)
            .does(this::cancel));
    routes.add(
        Route.delete(ONE, "deleteExperiment", "Delete an experiment")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe(
                "Deletes an ended experiment with its files. Its id then answers 410. With"
                    + " cancel=true an experiment that has not ended is cancelled first; a running"
                    + " experiment is deleted once it has ended.")
            .takes(
                new QueryParameter.Flag(
                    "cancel", "Cancel the experiment first if it has not ended"))
            .header("Prefer", Prefer.LINKS)
            .answersNothing(204, "The experiment is deleted")
            .answers(202, "The experiment is running and will be stopped and deleted", "Experiment")
            .sends("Retry-After", "When to ask again, in seconds", 202)
            .fails(
                ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.NOT_ENDED, ProblemKind.KEPT)
            .does(this::delete));
    routes.add(
        Route.post(ONE + "/rerun", "rerunExperiment", "Submit the query of an experiment again")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe(
                "Creates a new experiment with the same query, whatever the status of the first."
                    + " Its rerun_of is the id of the first. The body can replace parameters,"
                    + " labels and the priority; without a body everything stays.")
            .header("Idempotency-Key", "Makes it safe to repeat the request")
            .optionalBody()
            .body(Answer.JSON, "RerunChanges")
            .body(RequestReader.FORM, "RerunChangesForm")
            .body(RequestReader.MULTIPART, "RerunChangesForm")
            .header("Prefer", Prefer.LINKS)
            .answers(202, "Accepted", "Experiment")
            .sends("Location", "The link to the new experiment", 202)
            .sends("Retry-After", "When to ask again, in seconds", 202)
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.INPUT_CHANGED,
                ProblemKind.MALFORMED_BODY,
                ProblemKind.TOO_LARGE,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION,
                ProblemKind.UNKNOWN_PROGRAM,
                ProblemKind.IDEMPOTENCY_MISMATCH,
                ProblemKind.UNAVAILABLE,
                ProblemKind.DISK_FULL)
            .does(this::rerun));
    routes.add(
        Route.patch(ONE, "changeExperiment", "Change whether an experiment is kept")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe("A JSON merge patch (RFC 7396). Retention never purges a kept experiment.")
            .body(KeepPatch.MEDIA_TYPE, "ExperimentPatch")
            .body(Answer.JSON, "ExperimentPatch")
            .header("Prefer", Prefer.LINKS)
            .answers(200, "The current state", "Experiment")
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.MALFORMED_BODY,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION)
            .does(this::change));
  }

  private Answer cancel(RouteRequest request) {
    ExperimentId id = lookup.changeable(request);
    return switch (engine.cancel(id)) {
      case CancelAnswer.Done done -> shown(200, done.experiment());
      case CancelAnswer.Requested requested -> shown(202, requested.experiment());
      case CancelAnswer.AlreadyEnded ended ->
          Problem.of(
                  ProblemKind.ALREADY_ENDED,
                  "an ended experiment cannot be cancelled; its status is "
                      + ended.experiment().status().word())
              .with("experiment_status", ended.experiment().status().word())
              .answer();
      case CancelAnswer.Unknown _ -> throw lookup.missing(request, id);
    };
  }

  private Answer delete(RouteRequest request) {
    ExperimentId id = lookup.changeable(request);
    boolean cancel = request.flag("cancel");
    return switch (cancel ? engine.cancelAndDelete(id) : engine.delete(id)) {
      case DeleteAnswer.Done _ -> Answer.empty(204);
      case DeleteAnswer.NotEnded active when cancel ->
          shown(202, active.experiment()).with("Retry-After", ExperimentRoutes.RETRY_AFTER);
      case DeleteAnswer.NotEnded active ->
          Problem.of(
                  ProblemKind.NOT_ENDED,
                  "only an ended experiment can be deleted, and its status is "
                      + active.experiment().status().word()
                      + "; add ?cancel=true to cancel it first")
              .with("experiment_status", active.experiment().status().word())
              .answer();
      case DeleteAnswer.Kept kept ->
          Problem.of(
                  ProblemKind.KEPT,
                  "the experiment "
                      + kept.experiment().id()
                      + " is marked to be kept; set keep to false to delete it")
              .answer();
      case DeleteAnswer.Unknown _ -> throw lookup.missing(request, id);
    };
  }

  private Answer rerun(RouteRequest request) throws IOException {
    ExperimentId id = lookup.readable(request);
    String key = RequestReader.idempotencyKey(request.jetty().getHeaders());
    RerunChanges changes = reader.readChanges(request.jetty()).withOwner(request.caller().owner());
    Acceptance accepted = again(request, id, changes, key);
    return shown(202, accepted.experiment())
        .with("Location", ExperimentLinks.path(accepted.experiment()))
        .with("Retry-After", experiments.retryAfter(accepted.experiment()));
  }

  /// Retention may purge the experiment while its input is being copied.
  private Acceptance again(
      RouteRequest request, ExperimentId id, RerunChanges changes, @Nullable String key) {
    try {
      return engine.rerun(id, changes, key).orElseThrow(() -> lookup.missing(request, id));
    } catch (InputChangedException changed) {
      if (engine.find(id).isEmpty()) {
        throw lookup.missing(request, id);
      }
      throw changed;
    }
  }

  private Answer change(RouteRequest request) throws IOException {
    ExperimentId id = lookup.changeable(request);
    Optional<Boolean> keep = KeepPatch.read(request.jetty(), limits);
    Optional<Experiment> changed = keep.isPresent() ? engine.keep(id, keep.get()) : engine.find(id);
    return shown(200, changed.orElseThrow(() -> lookup.missing(request, id)));
  }

  private Answer shown(int status, Experiment experiment) {
    return Answer.json(status, json -> experiments.write(json, experiment))
        .with("Cache-Control", "no-store");
  }
}

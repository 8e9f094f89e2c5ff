package dev.retort.server;

import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.engine.Acceptance;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be done to one experiment: cancel it, run its query again, keep it. Thread-safe.
final class ChangeRoutes {
  private static final String ONE = "/v1/experiments/{id}";

  private final Engine engine;
  private final HttpLimits limits;
  private final Finding finding;
  private final ExperimentJson experiments;

  ChangeRoutes(Engine engine, HttpLimits limits) {
    this.engine = engine;
    this.limits = limits;
    this.finding = new Finding(engine);
    this.experiments = new ExperimentJson(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post(ONE + "/cancel", "cancelExperiment", "Ask for an experiment's end")
            .tag("experiments")
            .describe(
                "A running program is asked to stop and has its grace period; then it is killed."
                    + " The experiment's stopping says how far that is.")
            .answers(200, "it was pending and is cancelled", "Experiment")
            .answers(202, "it is running and will be stopped", "Experiment")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.ALREADY_ENDED, ProblemKind.PURGED)
            .does(this::cancel));
    routes.add(
        Route.post(ONE + "/rerun", "rerunExperiment", "Ask again what an experiment asked")
            .tag("experiments")
            .describe(
                "A new experiment with the same query, whatever became of the first; its rerun_of"
                    + " names that.")
            .header("Idempotency-Key", "makes it safe to send the same request again")
            .answers(202, "accepted", "Experiment")
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.VALIDATION,
                ProblemKind.IDEMPOTENCY_MISMATCH,
                ProblemKind.UNAVAILABLE,
                ProblemKind.DISK_FULL)
            .does(this::rerun));
    routes.add(
        Route.patch(ONE, "changeExperiment", "Keep an experiment, or not any more")
            .tag("experiments")
            .describe(
                "A JSON merge patch (RFC 7396). What is kept is passed over by its program's"
                    + " retention.")
            .body(KeepPatch.MEDIA_TYPE, "ExperimentPatch")
            .body(Answer.JSON, "ExperimentPatch")
            .answers(200, "as it is now", "Experiment")
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.MALFORMED_BODY,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION)
            .does(this::change));
  }

  private Answer cancel(Call call) {
    ExperimentId id = call.experimentId();
    return switch (engine.cancel(id)) {
      case CancelAnswer.Done done -> shown(200, done.experiment());
      case CancelAnswer.Requested requested -> shown(202, requested.experiment());
      case CancelAnswer.AlreadyEnded ended ->
          Problem.of(
                  ProblemKind.ALREADY_ENDED,
                  "the experiment has ended and cannot be cancelled; its status is "
                      + ended.experiment().status().word())
              .with("experiment_status", ended.experiment().status().word())
              .answer();
      case CancelAnswer.Unknown _ -> throw finding.missing(id);
    };
  }

  private Answer rerun(Call call) {
    ExperimentId id = call.experimentId();
    String key = Taker.idempotencyKey(call.request().getHeaders());
    Acceptance accepted = again(id, key);
    return shown(202, accepted.experiment())
        .with("Location", ExperimentJson.path(accepted.experiment()))
        .with("Retry-After", ExperimentRoutes.RETRY_AFTER);
  }

  /// It may be purged just while its input is copied.
  private Acceptance again(ExperimentId id, @Nullable String key) {
    try {
      return engine.rerun(id, key).orElseThrow(() -> finding.missing(id));
    } catch (RetortException failed) {
      if (failed.getCause() instanceof IOException && engine.purged(id)) {
        throw finding.missing(id);
      }
      throw failed;
    }
  }

  private Answer change(Call call) throws IOException {
    ExperimentId id = call.experimentId();
    Optional<Boolean> keep = KeepPatch.read(call.request(), limits);
    Optional<Experiment> changed = keep.isPresent() ? engine.keep(id, keep.get()) : engine.find(id);
    return shown(200, changed.orElseThrow(() -> finding.missing(id)));
  }

  private Answer shown(int status, Experiment experiment) {
    return Answer.json(status, json -> experiments.write(json, experiment))
        .with("Cache-Control", "no-store");
  }
}

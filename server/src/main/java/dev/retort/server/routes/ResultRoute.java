package dev.retort.server.routes;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.files.LogTail;
import dev.retort.server.access.Scope;
import dev.retort.server.files.ExperimentResults;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.openapi.OpenApi;
import java.io.IOException;
import java.util.List;

/// The result of an experiment: whole, or by its own name partial. Thread-safe.
final class ResultRoute {
  /// The status of the experiment whose result an answer holds.
  static final String STATUS = "Retort-Status";

  private static final String PARTIAL = "partial";

  private final Engine engine;
  private final ExperimentLookup lookup;
  private final ExperimentResults results;

  ResultRoute(Engine engine) {
    this.engine = engine;
    this.lookup = new ExperimentLookup(engine);
    this.results = new ExperimentResults(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/v1/experiments/{id}/result", "result", "Get the result of an experiment")
            .scope(Scope.READ)
            .tag("output")
            .describe(
                "The JSON that Java code returned, or the result file or standard output of a"
                    + " command. Only a finished experiment has a result; for any other, partial=true"
                    + " returns the output so far. The header "
                    + STATUS
                    + " has the status of the experiment.")
            .produces(null)
            .takes(
                new QueryParameter.Choice(
                    PARTIAL,
                    "true: also the output of an experiment that is not finished",
                    List.of("true", "false")))
            .header("Range", "bytes=a-b: only this range")
            .answers(200, "The result", OpenApi.RESULT)
            .answers(206, "The requested range", "")
            .answersNothing(304, "The client has the current version")
            .sends(STATUS, "The status of the experiment", 200, 206, 304)
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.NOT_FINISHED,
                ProblemKind.PURGED,
                ProblemKind.NO_OUTPUT_YET,
                ProblemKind.NO_RESULT,
                ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::result));
  }

  private Answer result(RouteRequest request) throws IOException {
    Experiment experiment = lookup.find(request);
    boolean partial = request.parameter(PARTIAL).filter("true"::equals).isPresent();
    if (experiment.status() != Status.FINISHED && !partial) {
      throw notFinished(experiment);
    }
    if (!partial && results.truncated(experiment)) {
      throw truncated(experiment);
    }
    return results
        .answer(request, experiment)
        .orElseThrow(() -> noResult(experiment))
        .with(STATUS, experiment.status().word());
  }

  private ProblemException notFinished(Experiment experiment) throws IOException {
    Status status = experiment.status();
    EndDetails end = experiment.state().end();
    Reason reason = end.reason();
    String why = reason == null ? "" : " (" + reason.word() + ")";
    String next =
        status.ended()
            ? "; ?partial=true returns the output that it left"
            : "; it has a result once it is finished";
    return Problem.of(
            ProblemKind.NOT_FINISHED,
            "the experiment is " + status.word() + why + " and has no complete result" + next)
        .with("experiment_status", status.word())
        .with("reason", reason == null ? null : reason.word())
        .with("return_code", end.returnCode())
        .with("signal", end.signal())
        .with("stderr_tail", LogTail.of(engine.files(experiment).stderr()).orElse(null))
        .exception();
  }

  private static ProblemException truncated(Experiment experiment) {
    return Problem.of(
            ProblemKind.NO_RESULT,
            "the experiment finished, but its standard output was cut at its limit and is not a"
                + " complete result; ?partial=true returns what was kept")
        .with("experiment_status", experiment.status().word())
        .exception();
  }

  private ProblemException noResult(Experiment experiment) {
    return experiment.status().ended()
        ? Problem.of(ProblemKind.NO_RESULT, results.whyMissing(experiment))
            .with("experiment_status", experiment.status().word())
            .exception()
        : OutputRoutes.notYet(experiment, "result");
  }
}

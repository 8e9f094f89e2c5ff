package dev.retort.server.sets;

import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;

/// Changes every experiment that a filter matches: cancel, delete, keep, rerun. Thread-safe.
public final class SetRoutes {
  private static final String ALL = "/v1/experiments:";

  private final Engine engine;
  private final HttpLimits limits;

  public SetRoutes(Engine engine, HttpLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /// Reads the fields of one action.
  private interface ActionReader {
    SetAction read(SetRequest body, RouteRequest request);
  }

  public void addTo(Routes routes) {
    add(
        routes,
        route("cancel", "cancelExperiments", "Cancel all experiments that match a filter"),
        (_, _) -> new SetAction.CancelAll());
    add(
        routes,
        route("delete", "deleteExperiments", "Delete all experiments that match a filter"),
        (body, _) -> new SetAction.DeleteAll(body.flag("cancel", false)));
    add(
        routes,
        route("keep", "keepExperiments", "Exempt all experiments that match from retention"),
        (body, _) -> new SetAction.KeepAll(body.flag("keep", true)));
    add(
        routes,
        route("rerun", "rerunExperiments", "Submit the queries of all experiments that match again")
            .header("Idempotency-Key", "Required: one key reruns each experiment once")
            .fails(ProblemKind.INVALID_HEADER),
        SetRoutes::rerun);
  }

  private static Route route(String action, String operation, String summary) {
    return Route.post(ALL + action, operation, summary)
        .scope(Scope.SUBMIT)
        .audited()
        .tag("experiments")
        .describe(
            "At most 100,000 experiments. The action goes on in pieces, each with a commit of its"
                + " own. Repeating it is safe: it skips what is done. With dry_run it only counts.")
        .body(Answer.JSON, action.equals("rerun") ? "RerunSet" : "ExperimentSet")
        .answers(200, "What was done", "SetResult")
        .fails(
            ProblemKind.MALFORMED_BODY,
            ProblemKind.UNSUPPORTED_MEDIA_TYPE,
            ProblemKind.TOO_LARGE,
            ProblemKind.VALIDATION,
            ProblemKind.UNAVAILABLE,
            ProblemKind.DISK_FULL);
  }

  private void add(Routes routes, Route route, ActionReader action) {
    routes.add(route.does(request -> answer(request, action)));
  }

  private Answer answer(RouteRequest request, ActionReader reader)
      throws IOException, InterruptedException {
    SetRequest body = SetRequest.read(request.jetty(), limits);
    SetAction action = reader.read(body, request);
    boolean dryRun = body.flag("dry_run", false);
    ExperimentFilter filter = request.caller().changeable(body.filter());
    if (action instanceof SetAction.RerunAll rerun && rerun.key().isEmpty() && !dryRun) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "a rerun of many experiments needs an Idempotency-Key, so that a repeated request"
                  + " does not run them twice")
          .exception();
    }
    SetResult result = new ExperimentSet(engine, filter).apply(action, dryRun);
    return Answer.json(200, result::write).with("Cache-Control", "no-store");
  }

  private static SetAction rerun(SetRequest body, RouteRequest request) {
    String key = RequestReader.idempotencyKey(request.jetty().getHeaders());
    RerunChanges changes =
        body.changes()
            .withOwner(request.caller().owner())
            .withTraceparent(RequestReader.traceparent(request.jetty().getHeaders()));
    return new SetAction.RerunAll(changes, key == null ? "" : key);
  }
}

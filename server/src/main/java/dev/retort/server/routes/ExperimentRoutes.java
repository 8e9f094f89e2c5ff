package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.view.ExperimentView;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Prefer;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.origin.Links;
import dev.retort.server.submit.QueryFields;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// `/v1/experiments`: submits queries, shows and lists experiments. Thread-safe.
final class ExperimentRoutes {
  private static final String PREFER =
      "wait=n: answer when the experiment ends, after n seconds at the latest; " + Prefer.LINKS;

  private static final String ONE = "/v1/experiments/{id}";
  static final String RETRY_AFTER = "1";

  private final Engine engine;
  private final RequestReader reader;
  private final EndWait endWait;
  private final Duration longestWait;
  private final ExperimentLinks experiments;
  private final ExperimentLookup lookup;

  ExperimentRoutes(
      Engine engine, RequestReader reader, BooleanSupplier stopping, Duration longestWait) {
    this.engine = engine;
    this.reader = reader;
    this.endWait = new EndWait(engine, stopping);
    this.longestWait = longestWait;
    this.experiments = new ExperimentLinks(engine);
    this.lookup = new ExperimentLookup(engine);
  }

  /// What the routes that accept a query have in common.
  ///
  /// @param schema of the query as JSON
  private static Route submission(Route route, String schema) {
    return route
        .scope(Scope.SUBMIT)
        .header("Prefer", PREFER)
        .header("Idempotency-Key", "Makes it safe to repeat the request")
        .body(Answer.JSON, schema)
        .body(RequestReader.FORM, "QueryForm")
        .body(RequestReader.MULTIPART, "QueryMultipart")
        .answers(200, "The experiment ended within the wait", "Experiment")
        .answers(202, "Accepted", "Experiment")
        .sends("Location", "The link to the experiment", 200, 202)
        .sends("Retry-After", "When to ask again, in seconds", 202);
  }

  void addTo(Routes routes) {
    routes.add(
        submission(Route.post("/v1/experiments", "submit", "Submit a query"), "Query")
            .tag("experiments")
            .describe(
                "Answers once the query is durable: 202, or 200 if the experiment ended within"
                    + " Prefer: wait. Requests with the same Idempotency-Key and the same payload"
                    + " return the same experiment.")
            .fails(
                ProblemKind.MALFORMED_BODY,
                ProblemKind.TOO_LARGE,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION,
                ProblemKind.UNKNOWN_PROGRAM,
                ProblemKind.IDEMPOTENCY_MISMATCH,
                ProblemKind.UNAVAILABLE,
                ProblemKind.DISK_FULL)
            .does(this::submit));
    routes.add(
        submission(
                Route.post(
                    "/v1/programs/{name}/experiments",
                    "submitToProgram",
                    "Submit a query to a program"),
                "ProgramQuery")
            .tag("programs")
            .perProgram("submit")
            .variable("name", "The name of the program")
            .describe(
                "Accepts the bodies of POST /v1/experiments and answers as that route does. The"
                    + " path names the program.")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.IDEMPOTENCY_MISMATCH)
            .does(this::submitTo));
    Route list =
        Route.get("/v1/experiments", "listExperiments", "List experiments, newest first")
            .scope(Scope.READ)
            .tag("experiments")
            .describe(
                "A listing by ended_from and ended_to begins with the latest end. The server looks"
                    + " at 10,000 experiments for one page at most, so that a page can hold fewer"
                    + " than limit, even none; next is null on the last page.");
    FilterParameters.addTo(list);
    routes.add(
        list.takes(
                new QueryParameter.Text("cursor", "The \"next\" value of the previous page", false))
            .takes(new QueryParameter.Number("limit", "Page size", 1, 1_000, 50))
            .header("Prefer", Prefer.LINKS)
            .answers(200, "One page", "ExperimentPage")
            .sends("Link", "The next page", 200)
            .fails(ProblemKind.INVALID_QUERY_PARAMETER)
            .does(this::list));
    routes.add(
        Route.get(ONE, "showExperiment", "Get an experiment")
            .scope(Scope.READ)
            .tag("experiments")
            .header("Prefer", PREFER)
            .answers(200, "The current state", "Experiment")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::show));
    routes.add(
        Route.get(ONE + "/attempts", "listAttempts", "List an experiment's attempts")
            .scope(Scope.READ)
            .tag("experiments")
            .answers(200, "All attempts, oldest first", "AttemptList")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::attempts));
  }

  private Answer submit(RouteRequest request) throws IOException, InterruptedException {
    Optional<Duration> wait = Prefer.wait(request.jetty().getHeaders(), longestWait);
    Acceptance accepted;
    try (RequestReader.ParsedQuery query = reader.read(request.jetty(), QueryFields.V1)) {
      accepted = engine.submit(query.request().withOwner(request.caller().owner()));
    }
    return answer(request, accepted, wait);
  }

  private Answer submitTo(RouteRequest request) throws IOException, InterruptedException {
    Optional<Duration> wait = Prefer.wait(request.jetty().getHeaders(), longestWait);
    String program = ServerRoutes.program(engine, request.variable(0)).name();
    Acceptance accepted;
    try (RequestReader.ParsedQuery query = reader.read(request.jetty(), program)) {
      accepted = engine.submit(query.request().withOwner(request.caller().owner()));
    }
    return answer(request, accepted, wait);
  }

  private Answer answer(RouteRequest request, Acceptance accepted, Optional<Duration> wait)
      throws InterruptedException {
    Experiment experiment = accepted.experiment();
    if (wait.isPresent()) {
      experiment = endWait.await(request.jetty(), experiment.id(), wait.get()).orElse(experiment);
    }
    boolean ended = wait.isPresent() && experiment.status().ended();
    Answer answer = applied(shown(ended ? 200 : 202, experiment), wait);
    answer = answer.with("Location", ExperimentLinks.path(experiment));
    return ended ? answer : answer.with("Retry-After", experiments.retryAfter(experiment));
  }

  private Answer show(RouteRequest request) throws InterruptedException {
    ExperimentId id = lookup.readable(request);
    Optional<Duration> wait = Prefer.wait(request.jetty().getHeaders(), longestWait);
    Optional<Experiment> found =
        wait.isPresent() ? endWait.await(request.jetty(), id, wait.get()) : engine.find(id);
    return applied(shown(200, found.orElseThrow(() -> lookup.missing(request, id))), wait);
  }

  private static Answer applied(Answer answer, Optional<Duration> wait) {
    return wait.isEmpty()
        ? answer
        : answer.with("Preference-Applied", "wait=" + wait.get().toSeconds());
  }

  private Answer shown(int status, Experiment experiment) {
    return Answer.json(status, json -> experiments.write(json, experiment))
        .with("Cache-Control", "no-store");
  }

  private Answer attempts(RouteRequest request) {
    Experiment experiment = lookup.find(request);
    return Answer.json(
            200,
            json ->
                ExperimentView.writeAttempts(json, experiment, engine.attempts(experiment.id())))
        .with("Cache-Control", "no-store");
  }

  private Answer list(RouteRequest request) {
    ExperimentFilter filter = request.caller().readable(FilterParameters.read(request));
    Optional<Position> before =
        request.parameter("cursor").map(text -> FilterParameters.position(filter, text));
    ExperimentSlice slice =
        engine.slice(filter.withBefore(before.orElse(null)), (int) request.number("limit"));
    List<Experiment> shown = slice.experiments();
    String next = slice.next() == null ? null : FilterParameters.cursor(filter, slice.next());
    Answer answer =
        Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeName("experiments");
                  experiments.writeAll(json, shown);
                  if (next == null) {
                    json.writeNullProperty("next");
                  } else {
                    json.writeStringProperty("next", next);
                  }
                  json.writeEndObject();
                })
            .with("Cache-Control", "no-store");
    return next == null ? answer : answer.with("Link", link(request, next));
  }

  private static String link(RouteRequest request, String next) {
    String all = Links.to("/v1/experiments?" + FilterParameters.queryString(request));
    return "<" + all + "cursor=" + next + ">; rel=\"next\"";
  }
}

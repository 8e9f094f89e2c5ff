package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.view.ExperimentView;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Percent;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// `/v1/experiments`: submits queries, shows and lists experiments. Thread-safe.
final class ExperimentRoutes {
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

  void addTo(Routes routes) {
    String prefer = "wait=n: answer when the experiment ends, after n seconds at the latest";
    routes.add(
        Route.post("/v1/experiments", "submit", "Submit a query")
            .tag("experiments")
            .describe(
                "Answers once the query is durable: 202, or 200 if the experiment ended within"
                    + " Prefer: wait. Requests with the same Idempotency-Key and the same payload"
                    + " return the same experiment.")
            .header("Prefer", prefer)
            .header("Idempotency-Key", "Makes it safe to repeat the request")
            .body(Answer.JSON, "Query")
            .body(RequestReader.FORM, "QueryForm")
            .body(RequestReader.MULTIPART, "QueryMultipart")
            .answers(200, "The experiment ended within the wait", "Experiment")
            .answers(202, "Accepted", "Experiment")
            .fails(
                ProblemKind.MALFORMED_BODY,
                ProblemKind.TOO_LARGE,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION,
                ProblemKind.UNAVAILABLE,
                ProblemKind.DISK_FULL)
            .does(this::submit));
    routes.add(
        Route.get("/v1/experiments", "listExperiments", "List experiments, newest first")
            .tag("experiments")
            .takes(
                new QueryParameter.Choice(
                    "status",
                    "Only experiments with this status",
                    Arrays.stream(Status.values()).map(Status::word).toList()))
            .takes(new QueryParameter.Text("program", "Only experiments of this program", false))
            .takes(
                new QueryParameter.Text(
                    "label", "Only experiments with this label, as key:value; repeatable", true))
            .takes(
                new QueryParameter.Text("cursor", "The \"next\" value of the previous page", false))
            .takes(new QueryParameter.Number("limit", "Page size", 1, 1_000, 50))
            .answers(200, "One page", "ExperimentPage")
            .fails(ProblemKind.INVALID_QUERY_PARAMETER)
            .does(this::list));
    routes.add(
        Route.get(ONE, "showExperiment", "Get an experiment")
            .tag("experiments")
            .header("Prefer", prefer)
            .answers(200, "The current state", "Experiment")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::show));
    routes.add(
        Route.get(ONE + "/attempts", "listAttempts", "List an experiment's attempts")
            .tag("experiments")
            .answers(200, "All attempts, oldest first", "AttemptList")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::attempts));
  }

  private Answer submit(RouteRequest request) throws IOException, InterruptedException {
    Optional<Duration> wait = Prefer.wait(request.jetty().getHeaders(), longestWait);
    Acceptance accepted;
    try (RequestReader.ParsedQuery query = reader.read(request.jetty(), QueryFields.V1)) {
      accepted = engine.submit(query.request());
    }
    Experiment experiment = accepted.experiment();
    if (wait.isPresent()) {
      experiment = endWait.await(request.jetty(), experiment.id(), wait.get()).orElse(experiment);
    }
    boolean ended = wait.isPresent() && experiment.status().ended();
    Answer answer = applied(shown(ended ? 200 : 202, experiment), wait);
    answer = answer.with("Location", ExperimentLinks.path(experiment));
    return ended ? answer : answer.with("Retry-After", RETRY_AFTER);
  }

  private Answer show(RouteRequest request) throws InterruptedException {
    ExperimentId id = request.experimentId();
    Optional<Duration> wait = Prefer.wait(request.jetty().getHeaders(), longestWait);
    Optional<Experiment> found =
        wait.isPresent() ? endWait.await(request.jetty(), id, wait.get()) : engine.find(id);
    return applied(shown(200, found.orElseThrow(() -> lookup.missing(id))), wait);
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
    ExperimentFilter filter = filter(request, null);
    Optional<String> cursor = request.parameter("cursor");
    ExperimentFilter page =
        cursor.isEmpty() ? filter : filter(request, PageCursor.ordinal(listing(filter), cursor.get()));
    int limit = (int) request.number("limit");
    List<Experiment> found = engine.list(page, limit + 1);
    List<Experiment> shown = found.size() > limit ? found.subList(0, limit) : found;
    String next = found.size() > limit ? PageCursor.of(listing(filter), shown.getLast().ordinal()) : null;
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

  private static String listing(ExperimentFilter filter) {
    return String.join(
        "\n",
        "experiments",
        String.valueOf(filter.status()),
        String.valueOf(filter.program()),
        new TreeMap<>(filter.labels()).toString());
  }

  private static ExperimentFilter filter(RouteRequest request, @Nullable Long before) {
    Map<String, String> labels = new HashMap<>();
    for (String label : request.parameters("label")) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        throw QueryParameter.wrong("label", "must be key:value", label);
      }
      String value = label.substring(colon + 1);
      String other = labels.put(label.substring(0, colon), value);
      if (other != null && !other.equals(value)) {
        throw QueryParameter.wrong("label", "must not have two values for one key", label);
      }
    }
    return new ExperimentFilter(
        request.parameter("status").map(Status::ofWord).orElse(null),
        request.parameter("program").orElse(null),
        labels,
        before);
  }

  private static String link(RouteRequest request, String next) {
    StringBuilder uri = new StringBuilder(Links.to("/v1/experiments?"));
    for (String name : List.of("status", "program", "label", "limit")) {
      for (String value : request.parameters(name)) {
        uri.append(name).append('=').append(Percent.encode(value)).append('&');
      }
    }
    return "<" + uri + "cursor=" + next + ">; rel=\"next\"";
  }
}

package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.Status;
import dev.retort.engine.Acceptance;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/v1/experiments`: send a query, look at experiments. Thread-safe.
final class ExperimentRoutes {
  private static final String ONE = "/v1/experiments/{id}";
  static final String RETRY_AFTER = "1";

  private final Engine engine;
  private final Taker taker;
  private final Waiting waiting;
  private final Duration longestWait;
  private final ExperimentJson experiments;
  private final Finding finding;

  ExperimentRoutes(Engine engine, Taker taker, Waiting waiting, Duration longestWait) {
    this.engine = engine;
    this.taker = taker;
    this.waiting = waiting;
    this.longestWait = longestWait;
    this.experiments = new ExperimentJson(engine);
    this.finding = new Finding(engine);
  }

  void addTo(Routes routes) {
    String prefer = "wait=n: answer when it has ended, after n seconds at the latest";
    routes.add(
        Route.post("/v1/experiments", "submit", "Send a query")
            .tag("experiments")
            .describe(
                "Answers when the query is safe on disk: 202, or 200 when Prefer: wait was given"
                    + " and the experiment has ended by then. The same Idempotency-Key with the"
                    + " same payload gives the same experiment.")
            .header("Prefer", prefer)
            .header("Idempotency-Key", "makes it safe to send the same query again")
            .body(Answer.JSON, "Query")
            .body(Taker.FORM, "QueryForm")
            .body(Taker.MULTIPART, "QueryMultipart")
            .answers(200, "it has ended, within the wait", "Experiment")
            .answers(202, "accepted", "Experiment")
            .fails(
                ProblemKind.MALFORMED_BODY,
                ProblemKind.TOO_LARGE,
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                ProblemKind.VALIDATION,
                ProblemKind.UNAVAILABLE,
                ProblemKind.DISK_FULL)
            .does(this::submit));
    routes.add(
        Route.get("/v1/experiments", "listExperiments", "List experiments, the latest first")
            .tag("experiments")
            .takes(
                new QueryParameter.Choice(
                    "status",
                    "only of this status",
                    Arrays.stream(Status.values()).map(Status::word).toList()))
            .takes(new QueryParameter.Words("program", "only of this program", false))
            .takes(
                new QueryParameter.Words(
                    "label", "only with this label, key:value; may be repeated", true))
            .takes(new QueryParameter.Words("cursor", "the \"next\" of the page before", false))
            .takes(new QueryParameter.Number("limit", "how many at the most", 1, 1_000, 50))
            .answers(200, "one page", "ExperimentPage")
            .fails(ProblemKind.INVALID_QUERY_PARAMETER)
            .does(this::list));
    routes.add(
        Route.get(ONE, "showExperiment", "Show an experiment")
            .tag("experiments")
            .header("Prefer", prefer)
            .answers(200, "as it is now", "Experiment")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::show));
    routes.add(
        Route.get(ONE + "/attempts", "listAttempts", "List an experiment's attempts")
            .tag("experiments")
            .answers(200, "the first one first", "AttemptList")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::attempts));
  }

  private Answer submit(Call call) throws IOException, InterruptedException {
    Optional<Duration> wait = Prefer.wait(call.request().getHeaders(), longestWait);
    Acceptance accepted;
    try (Taker.Taken query = taker.take(call.request(), Dialect.V1)) {
      accepted = engine.submit(query.request());
    }
    Experiment experiment = accepted.experiment();
    if (wait.isPresent()) {
      experiment = waiting.await(call.request(), experiment.id(), wait.get()).orElse(experiment);
    }
    boolean ended = wait.isPresent() && experiment.status().ended();
    Answer answer = applied(shown(ended ? 200 : 202, experiment), wait);
    answer = answer.with("Location", ExperimentJson.path(experiment));
    return ended ? answer : answer.with("Retry-After", RETRY_AFTER);
  }

  private Answer show(Call call) throws InterruptedException {
    ExperimentId id = call.experimentId();
    Optional<Duration> wait = Prefer.wait(call.request().getHeaders(), longestWait);
    Optional<Experiment> found =
        wait.isPresent() ? waiting.await(call.request(), id, wait.get()) : engine.find(id);
    return applied(shown(200, found.orElseThrow(() -> finding.missing(id))), wait);
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

  private Answer attempts(Call call) {
    Experiment experiment = finding.find(call);
    return Answer.json(
            200, json -> AttemptJson.write(json, experiment, engine.attempts(experiment.id())))
        .with("Cache-Control", "no-store");
  }

  private Answer list(Call call) {
    Filter filter = filter(call, null);
    Optional<String> cursor = call.parameter("cursor");
    Filter page = cursor.isEmpty() ? filter : filter(call, Cursor.parse(filter, cursor.get()));
    int limit = (int) call.number("limit");
    List<Experiment> found = engine.list(page, limit + 1);
    List<Experiment> shown = found.size() > limit ? found.subList(0, limit) : found;
    String next = found.size() > limit ? Cursor.of(filter, shown.getLast().ordinal()) : null;
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
    return next == null ? answer : answer.with("Link", link(call, next));
  }

  private static Filter filter(Call call, @Nullable Long before) {
    Map<String, String> labels = new HashMap<>();
    for (String label : call.parameters("label")) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        throw QueryParameter.wrong("label", "must be key:value", label);
      }
      String value = label.substring(colon + 1);
      String other = labels.put(label.substring(0, colon), value);
      if (other != null && !other.equals(value)) {
        throw QueryParameter.wrong("label", "must not ask for two values of one key", label);
      }
    }
    return new Filter(
        call.parameter("status").map(Status::ofWord).orElse(null),
        call.parameter("program").orElse(null),
        labels,
        before);
  }

  private static String link(Call call, String next) {
    StringBuilder uri = new StringBuilder("/v1/experiments?");
    for (String name : List.of("status", "program", "label", "limit")) {
      for (String value : call.parameters(name)) {
        uri.append(name).append('=').append(Percent.encode(value)).append('&');
      }
    }
    return "<" + uri + "cursor=" + next + ">; rel=\"next\"";
  }
}

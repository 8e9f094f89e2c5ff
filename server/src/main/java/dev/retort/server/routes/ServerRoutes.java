package dev.retort.server.routes;

import dev.retort.core.Status;
import dev.retort.core.UnknownProgramException;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SequenceParameter;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.core.store.Backlog;
import dev.retort.engine.Engine;
import dev.retort.engine.estimate.Estimate;
import dev.retort.engine.estimate.Estimator;
import dev.retort.engine.estimate.Interval;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import dev.retort.server.http.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Backlog, programs and health. Thread-safe.
final class ServerRoutes {
  private final Engine engine;
  private final InstantSource clock;
  private final BooleanSupplier stopping;

  /// @param stopping true from the moment at which clients should send no more requests
  ServerRoutes(Engine engine, InstantSource clock, BooleanSupplier stopping) {
    this.engine = engine;
    this.clock = clock;
    this.stopping = stopping;
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/v1/backlog", "backlog", "Count experiments and forecast starts by program")
            .describe(
                "The forecast of a program comes from its past runs; its parts are null where these"
                    + " say nothing.")
            .scope(Scope.SUBMIT, Scope.READ)
            .answers(200, "The counts and forecasts", "Backlog")
            .does(_ -> backlog()));
    routes.add(
        Route.get("/v1/programs", "listPrograms", "List the programs")
            .scope(Scope.SUBMIT, Scope.READ)
            .tag("programs")
            .answers(200, "All programs, in configuration order", "ProgramList")
            .does(_ -> programs()));
    routes.add(
        Route.post("/v1/programs/{name}/pause", "pauseProgram", "Pause a program")
            .scope(Scope.ADMIN)
            .audited()
            .tag("programs")
            .variable("name", "The name of the program")
            .describe(
                "Stops new starts. Running experiments continue; the server still accepts queries."
                    + " The pause survives a restart.")
            .answers(200, "The program is paused", "Program")
            .fails(ProblemKind.NOT_FOUND)
            .does(request -> pause(request.variable(0), true)));
    routes.add(
        Route.post("/v1/programs/{name}/resume", "resumeProgram", "Resume a paused program")
            .scope(Scope.ADMIN)
            .audited()
            .tag("programs")
            .variable("name", "The name of the program")
            .answers(200, "The program is not paused", "Program")
            .fails(ProblemKind.NOT_FOUND)
            .does(request -> pause(request.variable(0), false)));
    routes.add(
        Route.get("/health/live", "live", "Check that the process responds")
            .open()
            .answers(200, "The process responds", "Health")
            .does(_ -> health(200, "up")));
    routes.add(
        Route.get("/health/ready", "ready", "Check that the server accepts queries")
            .open()
            .answers(200, "The server accepts queries", "Health")
            .fails(ProblemKind.UNAVAILABLE)
            .does(_ -> ready()));
  }

  private static Answer health(int status, String word) {
    return Answer.json(
            status,
            json -> {
              json.writeStartObject();
              json.writeStringProperty("status", word);
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private Answer ready() {
    return engine.ready() && !stopping.getAsBoolean()
        ? health(200, "ready")
        : Problem.of(
                ProblemKind.UNAVAILABLE,
                "the server accepts no queries: it is starting or stopping, or its store failed")
            .withHeader("Retry-After", "5")
            .answer();
  }

  private Answer backlog() {
    Backlog backlog = engine.backlog();
    Map<String, Map<Status, Long>> counts = new TreeMap<>();
    engine.programs().forEach(program -> counts.put(program.name(), new EnumMap<>(Status.class)));
    for (Backlog.Queue queue : backlog.queues()) {
      Map<Status, Long> program =
          counts.computeIfAbsent(queue.program(), _ -> new EnumMap<>(Status.class));
      queue.counts().forEach((status, count) -> program.merge(status, count, Long::sum));
    }
    Set<String> paused = engine.paused();
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeNumberProperty("length", backlog.length());
              writeAge(json, backlog.oldestPending());
              json.writeName("programs");
              json.writeStartObject();
              counts.forEach((name, program) ->
                  writeCounts(
                      json, name, program, paused.contains(name), forecast(name, program, paused)));
              json.writeEndObject();
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  /// Nothing for a paused program.
  private Estimator.Forecast forecast(
      String program, Map<Status, Long> counts, Set<String> paused) {
    return paused.contains(program)
        ? Estimator.Forecast.NONE
        : engine.estimator().forecast(program, counts.getOrDefault(Status.PENDING, 0L));
  }

  private void writeAge(JsonGenerator json, @Nullable Instant oldestPending) {
    if (oldestPending == null) {
      json.writeNullProperty("oldest_pending_seconds");
    } else {
      double age = Duration.between(oldestPending, clock.instant()).toMillis() / 1_000.0;
      json.writeNumberProperty("oldest_pending_seconds", Math.max(0, age));
    }
  }

  private static void writeCounts(
      JsonGenerator json,
      String name,
      Map<Status, Long> counts,
      boolean paused,
      Estimator.Forecast forecast) {
    json.writeName(name);
    json.writeStartObject();
    for (Status status : Status.values()) {
      json.writeNumberProperty(status.word(), counts.getOrDefault(status, 0L));
    }
    json.writeBooleanProperty("paused", paused);
    json.writeName("forecast");
    forecast(json, forecast);
    json.writeEndObject();
  }

  private static void forecast(JsonGenerator json, Estimator.Forecast forecast) {
    json.writeStartObject();
    Interval run = forecast.runSeconds();
    if (run == null) {
      json.writeNullProperty("run_seconds");
    } else {
      json.writeName("run_seconds");
      json.writeStartObject();
      json.writeNumberProperty("low", rounded(run.low()));
      json.writeNumberProperty("median", rounded(run.median()));
      json.writeNumberProperty("high", rounded(run.high()));
      json.writeNumberProperty("percent", run.percent());
      json.writeEndObject();
    }
    span(json, "next_start", forecast.nextStart());
    span(json, "empty", forecast.empty());
    json.writeEndObject();
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1_000) / 1_000.0;
  }

  private static void span(JsonGenerator json, String name, Estimate.@Nullable Span span) {
    if (span == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeName(name);
    json.writeStartObject();
    json.writeStringProperty("earliest", span.earliest().toString());
    json.writeStringProperty("latest", span.latest().toString());
    json.writeNumberProperty("percent", span.percent());
    json.writeEndObject();
  }

  private Answer programs() {
    Set<String> paused = engine.paused();
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeName("programs");
              json.writeStartArray();
              for (Program program : engine.programs()) {
                write(json, program, paused.contains(program.name()));
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  /// The program of a path.
  ///
  /// @throws ProblemException 404 if there is none
  static Program program(Engine engine, String name) {
    return engine
        .program(name)
        .orElseThrow(() -> {
          var unknown =
              new UnknownProgramException(
                  name, engine.programs().stream().map(Program::name).toList());
          return Problem.of(ProblemKind.NOT_FOUND, String.valueOf(unknown.getMessage()))
              .exception();
        });
  }

  private Answer pause(String name, boolean pause) {
    Program program = program(engine, name);
    if (pause) {
      engine.pause(name);
    } else {
      engine.resume(name);
    }
    return Answer.json(200, json -> write(json, program, pause));
  }

  private static String kind(Program program) {
    return switch (program) {
      case Program.Command _ -> "command";
      case Program.Async _ -> "async";
      case Program.Blocking _ -> "blocking";
      case Program.Isolated _ -> "isolated";
    };
  }

  private static void write(JsonGenerator json, Program program, boolean paused) {
    ProgramSettings settings = program.settings();
    String title = settings.description().title();
    Limits limits = settings.limits();
    json.writeStartObject();
    json.writeStringProperty("name", program.name());
    json.writeStringProperty("title", title == null ? program.name() : title);
    json.writeStringProperty("kind", kind(program));
    json.writeBooleanProperty("default", settings.isDefault());
    json.writeBooleanProperty("paused", paused);
    if (limits.concurrency() == Limits.UNLIMITED) {
      json.writeNullProperty("concurrency");
    } else {
      json.writeNumberProperty("concurrency", limits.concurrency());
    }
    json.writeNumberProperty("cpus", limits.cpus());
    StrictJson.number(json, "memory_bytes", limits.memory());
    StrictJson.seconds(json, "timeout_seconds", limits.timeout());
    StrictJson.seconds(json, "expires_after_seconds", limits.expiresAfter());
    SequenceParameter sequence = settings.description().sequence();
    json.writeStringProperty("sequence", sequence.presence().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("max_sequence", sequence.maxBytes());
    StrictJson.text(json, "decompress", sequence.packing() == Packing.GZIP ? "gzip" : null);
    json.writeName("parameters");
    json.writeRawValue(settings.description().parameters());
    String result = settings.description().result();
    json.writeName("result");
    json.writeRawValue(result == null ? "null" : result);
    json.writeName("files");
    json.writeStartArray();
    for (FileParameter file : settings.description().files()) {
      json.writeStartObject();
      json.writeStringProperty("name", file.name());
      json.writeBooleanProperty("required", file.required());
      json.writeNumberProperty("max_bytes", file.maxBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.engine.files.Input;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Headers;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.http.StrictJson;
import dev.retort.server.submit.QueryFields;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import tools.jackson.core.JsonGenerator;

/// The two routes for clients that post a form and then poll the backlog. Thread-safe.
final class CompatibleRoutes {
  private final Engine engine;
  private final RequestReader reader;
  private final ExperimentLinks experiments;

  CompatibleRoutes(Engine engine, RequestReader reader) {
    this.engine = engine;
    this.reader = reader;
    this.experiments = new ExperimentLinks(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post("/", "createQuery", "Submit a query as a form")
            .scope(Scope.SUBMIT)
            .tag("compatible")
            .describe(
                "Accepts a form, with or without a Content-Type, or JSON. Every other field is a"
                    + " parameter of the program.")
            .header("Idempotency-Key", "Makes it safe to repeat the request")
            .body(RequestReader.FORM, "CompatibleQuery")
            .body(Answer.JSON, "CompatibleQuery")
            .body("text/plain", "FormText")
            .answers(200, "The query is durable", "QueryCreated")
            .fails(
                ProblemKind.MALFORMED_BODY,
                ProblemKind.VALIDATION,
                ProblemKind.UNKNOWN_PROGRAM,
                ProblemKind.IDEMPOTENCY_MISMATCH,
                ProblemKind.TOO_LARGE)
            .does(this::create));
    routes.add(
        Route.get("/backlog", "backlogLine", "Get the length of the backlog as a sentence")
            .scope(Scope.SUBMIT, Scope.READ)
            .tag("compatible")
            .answers(200, "One sentence in an array", "BacklogLine")
            .does(_ -> line()));
  }

  private Answer line() {
    return Answer.text(
        200,
        Answer.JSON,
        "[\"return_backlog - Currently " + engine.backlogLength() + " jobs in the backlog.\"]");
  }

  private Answer create(RouteRequest request) throws IOException {
    try (RequestReader.ParsedQuery query = reader.read(request.jetty(), QueryFields.COMPATIBLE)) {
      SubmitRequest owned = query.request().withOwner(request.caller().owner());
      return switch (owned.sequence()) {
        case Input.Absent _ -> create(owned, "");
        case Input.Text text -> create(owned, text.text());
        case Input.Spooled spooled -> createLarge(owned, spooled);
      };
    }
  }

  private Answer create(SubmitRequest query, String sequence) {
    Acceptance accepted = engine.submit(query);
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          head(json, accepted.experiment());
          json.writeStringProperty("query_sequence", sequence);
          tail(json, accepted);
          json.writeEndObject();
        });
  }

  /// Opens the file before the submission: afterwards the engine owns its name and may move it.
  private Answer createLarge(SubmitRequest query, Input.Spooled spooled) throws IOException {
    FileChannel sequence = FileChannel.open(spooled.file(), StandardOpenOption.READ);
    Acceptance accepted;
    try {
      accepted = engine.submit(query);
    } catch (RuntimeException refused) {
      sequence.close();
      throw refused;
    }
    return new Answer.Streamed(
        200,
        org.eclipse.jetty.http.HttpFields.from(Headers.contentType(Answer.JSON)),
        -1,
        new Echo(accepted, sequence));
  }

  private void head(JsonGenerator json, Experiment experiment) {
    json.writeName("Query created");
    json.writeStartObject();
    json.writeStringProperty("query_name", experiment.query().name());
  }

  private void tail(JsonGenerator json, Acceptance accepted) {
    Experiment experiment = accepted.experiment();
    String id = experiment.id().toString();
    json.writeStringProperty("experiment_id", id);
    json.writeStringProperty("status", experiment.status().word());
    json.writeStringProperty("experiment_dir", experiments.directory(experiment));
    json.writeEndObject();
    json.writeStringProperty("Query ID", id);
    json.writeNumberProperty("Backlog Length", accepted.backlog());
  }

  /// An answer that streams a sequence too long for memory.
  private final class Echo implements Answer.Body {
    private final Acceptance accepted;
    private final FileChannel sequence;

    Echo(Acceptance accepted, FileChannel sequence) {
      this.accepted = accepted;
      this.sequence = sequence;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Reader text =
          new InputStreamReader(Channels.newInputStream(sequence), StandardCharsets.UTF_8);
      try (JsonGenerator json = StrictJson.generator(out)) {
        json.writeStartObject();
        head(json, accepted.experiment());
        json.writeName("query_sequence");
        json.writeString(text, -1);
        tail(json, accepted);
        json.writeEndObject();
      }
    }

    @Override
    public void close() throws IOException {
      sequence.close();
    }
  }
}

package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.engine.Acceptance;
import dev.retort.engine.Engine;
import dev.retort.engine.Input;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import tools.jackson.core.JsonGenerator;

/// The two routes that clients of the kind "post a form, poll the backlog" know. Thread-safe.
final class CompatibleRoutes {
  private final Engine engine;
  private final Taker taker;
  private final ExperimentJson experiments;

  CompatibleRoutes(Engine engine, Taker taker) {
    this.engine = engine;
    this.taker = taker;
    this.experiments = new ExperimentJson(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post("/", "createQuery", "Send a query as a form")
            .tag("compatible")
            .describe(
                "Takes a form, also without a Content-Type, or JSON. Every field that is not named"
                    + " here is a parameter of the program.")
            .header("Idempotency-Key", "makes it safe to send the same query again")
            .body(Taker.FORM, "CompatibleQuery")
            .body(Answer.JSON, "CompatibleQuery")
            .body("text/plain", "CompatibleQuery")
            .answers(200, "the query is safe on disk", "QueryCreated")
            .fails(ProblemKind.MALFORMED_BODY, ProblemKind.VALIDATION, ProblemKind.TOO_LARGE)
            .does(this::create));
    routes.add(backlog("/backlog", "backlogLine"));
    routes.add(backlog("/backlog/", "backlogLineSlash").hidden());
  }

  private Route backlog(String path, String operation) {
    return Route.get(path, operation, "How many experiments have not ended, as a sentence")
        .tag("compatible")
        .answers(200, "one sentence in an array", "BacklogLine")
        .does(_ -> line());
  }

  private Answer line() {
    return Answer.text(
        200,
        Answer.JSON,
        "[\"return_backlog - Currently " + engine.backlogLength() + " jobs in the backlog.\"]");
  }

  private Answer create(Call call) throws IOException {
    try (Taker.Taken query = taker.take(call.request(), Dialect.COMPATIBLE)) {
      return switch (query.request().sequence()) {
        case Input.Text text -> {
          Acceptance accepted = engine.submit(query.request());
          yield Answer.json(
              200,
              json -> {
                json.writeStartObject();
                head(json, accepted.experiment());
                json.writeStringProperty("query_sequence", text.text());
                tail(json, accepted);
                json.writeEndObject();
              });
        }
        case Input.Spooled spooled -> createLarge(query, spooled);
      };
    }
  }

  /// The file is opened before it is given away: its name belongs to the engine after that.
  private Answer createLarge(Taker.Taken query, Input.Spooled spooled) throws IOException {
    FileChannel sequence = FileChannel.open(spooled.file(), StandardOpenOption.READ);
    Acceptance accepted;
    try {
      accepted = engine.submit(query.request());
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

  /// The answer with a sequence that is too long to hold in memory.
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

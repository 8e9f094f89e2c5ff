package dev.retort.server.routes;

import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.files.Input;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.submit.QueryFields;
import dev.retort.server.submit.RequestReader;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// `POST /floor`, for benchmarks only: reads a query as `POST /` does and answers with as many
/// bytes, but stores nothing. Benchmarks compare the durable route with it. Thread-safe.
final class BenchmarkRoute {
  /// A fixed id; this route generates none.
  private static final ExperimentId ID =
      ExperimentId.parse("01a20464-437a-7215-869f-7f9b9214b38f").orElseThrow();

  private final AtomicLong received = new AtomicLong();
  private final Engine engine;
  private final RequestReader reader;

  BenchmarkRoute(Engine engine, RequestReader reader) {
    this.engine = engine;
    this.reader = reader;
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post("/floor", "floor", "Read a query and answer without storing it")
            .scope(Scope.SUBMIT)
            .hidden()
            .answers(200, "The query was read", "QueryCreated")
            .does(this::answer));
  }

  private Answer answer(RouteRequest request) throws IOException {
    try (RequestReader.ParsedQuery query = reader.read(request.jetty(), QueryFields.COMPATIBLE)) {
      String sequence = query.request().sequence() instanceof Input.Text(var text, _) ? text : "";
      return Answer.json(
          200,
          json -> {
            json.writeStartObject();
            json.writeName("Query created");
            json.writeStartObject();
            json.writeStringProperty("query_name", query.request().queryName());
            json.writeStringProperty("query_sequence", sequence);
            json.writeStringProperty("experiment_id", ID.toString());
            json.writeStringProperty("status", Status.PENDING.word());
            json.writeStringProperty(
                "experiment_dir", engine.dataDirectory().experiment(ID).toString());
            json.writeEndObject();
            json.writeStringProperty("Query ID", ID.toString());
            json.writeNumberProperty("Backlog Length", received.incrementAndGet());
            json.writeEndObject();
          });
    }
  }
}

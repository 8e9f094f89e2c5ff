package dev.retort.server;

import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.Input;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// `POST /floor` takes a query apart as `POST /` does and answers with as many bytes, but stores
/// nothing: what the durable route is measured against. Thread-safe.
final class FloorRoute {
  /// Some id: none is drawn here.
  private static final ExperimentId ID =
      ExperimentId.parse("01a20464-437a-7215-869f-7f9b9214b38f").orElseThrow();

  private final AtomicLong taken = new AtomicLong();
  private final Engine engine;
  private final Taker taker;

  FloorRoute(Engine engine, HttpLimits limits) {
    this.engine = engine;
    this.taker = new Taker(engine, limits);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post("/floor", "floor", "Take a query apart and answer, without storing it")
            .hidden()
            .answers(200, "it was taken apart", "QueryCreated")
            .does(this::answer));
  }

  private Answer answer(Call call) throws IOException {
    try (Taker.Taken query = taker.take(call.request(), Dialect.COMPATIBLE)) {
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
            json.writeNumberProperty("Backlog Length", taken.incrementAndGet());
            json.writeEndObject();
          });
    }
  }
}

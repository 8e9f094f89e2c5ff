package dev.retort.server.routes;

import dev.retort.core.program.Program;
import dev.retort.core.store.Backlog;
import dev.retort.engine.Engine;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What the experiments occupy on disk. Thread-safe.
final class UsageRoute {
  private final Engine engine;

  UsageRoute(Engine engine) {
    this.engine = engine;
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/v1/usage", "usage", "Get the disk use by program")
            .scope(Scope.READ_ALL)
            .describe(
                "From counters: the number of experiments, and the size of the files of those that"
                    + " have ended. An experiment is measured once, at its end.")
            .answers(200, "The disk use", "Usage")
            .does(_ -> usage()));
  }

  private Answer usage() {
    Map<String, Long> bytes = engine.diskUse();
    Map<String, Long> numbers = new TreeMap<>();
    engine.programs().forEach(program -> numbers.put(program.name(), 0L));
    for (Backlog.Queue queue : engine.backlog().queues()) {
      long all = queue.counts().values().stream().mapToLong(Long::longValue).sum();
      numbers.merge(queue.program(), all, Long::sum);
    }
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeNumberProperty(
                  "experiments", numbers.values().stream().mapToLong(Long::longValue).sum());
              json.writeNumberProperty(
                  "bytes", bytes.values().stream().mapToLong(Long::longValue).sum());
              json.writeName("programs");
              json.writeStartObject();
              numbers.forEach(
                  (name, number) -> program(json, name, number, bytes.getOrDefault(name, 0L)));
              json.writeEndObject();
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private void program(JsonGenerator json, String name, long experiments, long bytes) {
    Long limit =
        engine
            .program(name)
            .map(Program::settings)
            .map(settings -> settings.retention().size())
            .orElse(null);
    json.writeName(name);
    json.writeStartObject();
    json.writeNumberProperty("experiments", experiments);
    json.writeNumberProperty("bytes", bytes);
    if (limit == null) {
      json.writeNullProperty("retention_bytes");
    } else {
      json.writeNumberProperty("retention_bytes", limit);
    }
    json.writeEndObject();
  }
}

package dev.retort.engine;

import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.State;
import dev.retort.core.Terms;
import dev.retort.core.Usage;
import dev.retort.engine.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An experiment as the JSON that its directory keeps.
final class ExperimentJson {
  private ExperimentJson() {}

  /// `query.json`: what was asked.
  static ObjectNode query(Experiment experiment) {
    Query query = experiment.query();
    ObjectNode json = Json.MAPPER.createObjectNode();
    Terms terms = query.terms();
    json.put("experiment_id", experiment.id().toString())
        .put("program", query.program())
        .put("query_name", query.name())
        .put("sequence_bytes", query.sequence().bytes())
        .put("priority", query.priority())
        .put("created_at", experiment.createdAt().toString());
    if (terms.timeout() != null) {
      json.put("timeout", terms.timeout().toString());
    }
    if (terms.expiresAt() != null) {
      json.put("expires_at", terms.expiresAt().toString());
    }
    if (terms.rerunOf() != null) {
      json.put("rerun_of", terms.rerunOf().toString());
    }
    json.set("parameters", Json.MAPPER.readTree(query.parameters()));
    ObjectNode labels = json.putObject("labels");
    query.labels().forEach(labels::put);
    ObjectNode files = json.putObject("files");
    query.files().forEach(file -> files.put(file.name(), file.bytes()));
    return json;
  }

  /// `experiment.json`: the same with how it ended.
  static ObjectNode record(Experiment experiment) {
    State state = experiment.state();
    End end = state.end();
    ObjectNode json = query(experiment);
    json.put("status", state.status().word())
        .put("reason", end.reason() == null ? null : end.reason().word())
        .put("return_code", end.returnCode())
        .put("signal", end.signal())
        .put("message", end.message())
        .put("attempt", state.attempt())
        .put("started_at", text(state.startedAt()))
        .put("ended_at", text(state.endedAt()))
        .put("cancel_requested_at", text(state.cancelRequestedAt()))
        .put("keep", state.keep())
        .put("revision", state.revision());
    Usage usage = end.usage();
    if (usage != null) {
      json.put("host", usage.host())
          .put("peak_memory_bytes", usage.peakMemoryBytes())
          .put("cpu_seconds", usage.cpuTime() == null ? null : usage.cpuTime().toNanos() / 1e9)
          .put("proof", usage.proof());
    }
    return json;
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}

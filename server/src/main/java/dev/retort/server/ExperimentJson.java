package dev.retort.server;

import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.Progress;
import dev.retort.core.Query;
import dev.retort.core.State;
import dev.retort.engine.Engine;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes an experiment as the API shows it. Thread-safe.
final class ExperimentJson {
  private final Engine engine;

  ExperimentJson(Engine engine) {
    this.engine = engine;
  }

  static String path(Experiment experiment) {
    return "/v1/experiments/" + experiment.id();
  }

  void write(JsonGenerator json, Experiment experiment) {
    Query query = experiment.query();
    State state = experiment.state();
    json.writeStartObject();
    json.writeStringProperty("experiment_id", experiment.id().toString());
    json.writeStringProperty("program", query.program());
    json.writeStringProperty("query_name", query.name());
    json.writeName("parameters");
    json.writeRawValue(query.parameters());
    json.writeName("labels");
    json.writeStartObject();
    new TreeMap<>(query.labels()).forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeNumberProperty("priority", query.priority());
    json.writeStringProperty("status", state.status().word());
    writeEnd(json, state.end());
    json.writeNumberProperty("attempt", state.attempt());
    writeNumber(json, "position", experiment.position());
    writeProgress(json, experiment);
    writeTime(json, "created_at", experiment.createdAt());
    writeTime(json, "started_at", state.startedAt());
    writeTime(json, "ended_at", state.endedAt());
    writeTime(json, "cancel_requested_at", state.cancelRequestedAt());
    writeTime(json, "not_before", state.notBefore());
    json.writeNumberProperty("revision", state.revision());
    json.writeStringProperty("experiment_dir", directory(experiment));
    writeLinks(json, path(experiment));
    json.writeEndObject();
  }

  String directory(Experiment experiment) {
    return engine.dataDirectory().experiment(experiment.id()).toString();
  }

  private static void writeEnd(JsonGenerator json, End end) {
    var reason = end.reason();
    writeText(json, "reason", reason == null ? null : reason.word());
    writeNumber(json, "return_code", end.returnCode());
    writeNumber(json, "signal", end.signal());
    writeText(json, "message", end.message());
  }

  private void writeProgress(JsonGenerator json, Experiment experiment) {
    Progress progress =
        experiment.state().attempt() == 0 ? null : engine.progress(experiment).orElse(null);
    if (progress == null) {
      json.writeNullProperty("progress");
      return;
    }
    json.writeName("progress");
    json.writeStartObject();
    json.writeNumberProperty("fraction", progress.fraction());
    json.writeStringProperty("message", Text.printable(progress.message()));
    json.writeEndObject();
  }

  private static void writeLinks(JsonGenerator json, String self) {
    json.writeName("links");
    json.writeStartObject();
    json.writeStringProperty("self", self);
    json.writeStringProperty("result", self + "/result");
    json.writeStringProperty("log", self + "/log");
    json.writeStringProperty("files", self + "/files");
    json.writeStringProperty("cancel", self + "/cancel");
    json.writeEndObject();
  }

  private static void writeText(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, Text.printable(value));
    }
  }

  private static void writeNumber(JsonGenerator json, String name, @Nullable Number value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value.longValue());
    }
  }

  private static void writeTime(JsonGenerator json, String name, @Nullable Instant value) {
    writeText(json, name, value == null ? null : value.toString());
  }
}

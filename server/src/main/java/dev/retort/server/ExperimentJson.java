package dev.retort.server;

import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Progress;
import dev.retort.core.Query;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Terms;
import dev.retort.core.Usage;
import dev.retort.engine.Engine;
import dev.retort.engine.Stage;
import dev.retort.engine.WaitingFor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    write(json, experiment, null);
  }

  /// The experiments of one page as an array; what is the same for all is read once.
  void writeAll(JsonGenerator json, List<Experiment> page) {
    boolean pending = page.stream().anyMatch(each -> each.status() == Status.PENDING);
    Set<String> paused = pending ? engine.paused() : Set.of();
    json.writeStartArray();
    page.forEach(experiment -> write(json, experiment, paused));
    json.writeEndArray();
  }

  private void write(JsonGenerator json, Experiment experiment, @Nullable Set<String> paused) {
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
    writeTerms(json, query.terms());
    json.writeBooleanProperty("keep", state.keep());
    json.writeStringProperty("status", state.status().word());
    writeEnd(json, state.end());
    json.writeNumberProperty("attempt", state.attempt());
    json.writeNumberProperty("failures", state.failures());
    StrictJson.number(json, "position", experiment.position());
    StrictJson.text(
        json,
        "waiting_for",
        engine.waitingFor(experiment, paused).map(WaitingFor::word).orElse(null));
    writeProgress(json, experiment);
    StrictJson.time(json, "created_at", experiment.createdAt());
    StrictJson.time(json, "started_at", state.startedAt());
    StrictJson.time(json, "ended_at", state.endedAt());
    StrictJson.time(json, "not_before", state.notBefore());
    StrictJson.time(json, "cancel_requested_at", state.cancelRequestedAt());
    writeStage(json, engine.stage(experiment).orElse(null));
    json.writeNumberProperty("revision", state.revision());
    json.writeStringProperty("experiment_dir", directory(experiment));
    writeLinks(json, path(experiment));
    json.writeEndObject();
  }

  String directory(Experiment experiment) {
    return engine.dataDirectory().experiment(experiment.id()).toString();
  }

  private static void writeTerms(JsonGenerator json, Terms terms) {
    ExperimentId original = terms.rerunOf();
    StrictJson.seconds(json, "timeout", terms.timeout());
    StrictJson.time(json, "expires_at", terms.expiresAt());
    StrictJson.text(json, "rerun_of", original == null ? null : original.toString());
  }

  /// The fields of an end, of an experiment or of one attempt.
  static void writeEnd(JsonGenerator json, End end) {
    var reason = end.reason();
    StrictJson.text(json, "reason", reason == null ? null : reason.word());
    StrictJson.number(json, "return_code", end.returnCode());
    StrictJson.number(json, "signal", end.signal());
    StrictJson.text(json, "message", end.message());
    Usage usage = end.usage();
    StrictJson.text(json, "host", usage == null ? null : usage.host());
    StrictJson.number(json, "peak_memory_bytes", usage == null ? null : usage.peakMemoryBytes());
    StrictJson.seconds(json, "cpu_seconds", usage == null ? null : usage.cpuTime());
    StrictJson.text(json, "proof", usage == null ? null : usage.proof());
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

  private static void writeStage(JsonGenerator json, @Nullable Stage stage) {
    if (stage == null) {
      json.writeNullProperty("stopping");
      return;
    }
    json.writeName("stopping");
    json.writeStartObject();
    json.writeStringProperty("cause", stage.cause().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("step", stage.step().word());
    StrictJson.time(json, "since", stage.since());
    StrictJson.time(json, "kill_at", stage.killAt());
    json.writeEndObject();
  }

  private static void writeLinks(JsonGenerator json, String self) {
    json.writeName("links");
    json.writeStartObject();
    json.writeStringProperty("self", self);
    for (String what : List.of("result", "log", "files", "attempts", "cancel", "rerun")) {
      json.writeStringProperty(what, self + '/' + what);
    }
    json.writeEndObject();
  }
}

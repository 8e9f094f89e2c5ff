package dev.retort.server.routes;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.estimate.Estimate;
import dev.retort.engine.view.ExperimentView;
import dev.retort.engine.view.WaitingFor;
import dev.retort.server.http.Percent;
import dev.retort.server.http.StrictJson;
import dev.retort.server.origin.Links;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes an experiment as the API shows it: the fields of [ExperimentView] and the links.
/// Thread-safe.
final class ExperimentLinks {
  private static final List<String> BELOW =
      List.of("events", "result", "log", "files", "archive", "attempts", "cancel", "rerun");

  private static final long SOONEST = 1;
  private static final long LATEST = 60;

  private final Engine engine;

  ExperimentLinks(Engine engine) {
    this.engine = engine;
  }

  /// The link to an experiment.
  static String path(Experiment experiment) {
    return Links.to("/v1/experiments/" + experiment.id());
  }

  void write(JsonGenerator json, Experiment experiment) {
    write(json, experiment, null);
  }

  /// Writes the experiments of one page as an array; reads shared data once.
  void writeAll(JsonGenerator json, List<Experiment> page) {
    boolean pending = page.stream().anyMatch(each -> each.status() == Status.PENDING);
    Set<String> paused = pending ? engine.paused() : Set.of();
    json.writeStartArray();
    page.forEach(experiment -> write(json, experiment, paused));
    json.writeEndArray();
  }

  private void write(JsonGenerator json, Experiment experiment, @Nullable Set<String> paused) {
    json.writeStartObject();
    ExperimentView.write(json, experiment, live(experiment, paused));
    writeInputFiles(json, experiment);
    writeLinks(json, path(experiment), !experiment.query().sequence().isAbsent());
    json.writeEndObject();
  }

  private ExperimentView.Live live(Experiment experiment, @Nullable Set<String> paused) {
    Optional<WaitingFor> waitingFor = engine.waitingFor(experiment, paused);
    return new ExperimentView.Live(
        waitingFor.orElse(null),
        waitingFor.flatMap(what -> engine.waitingReason(experiment, what)).orElse(null),
        estimate(experiment, waitingFor),
        experiment.state().attempt() == 0 ? null : engine.progress(experiment).orElse(null),
        engine.stage(experiment).orElse(null),
        directory(experiment));
  }

  /// Nothing if something else than the queue keeps the experiment from running.
  private Estimate estimate(Experiment experiment, Optional<WaitingFor> waitingFor) {
    boolean queued =
        waitingFor
            .map(what ->
                switch (what) {
                  case TIME, SLOT, CPUS, MEMORY -> true;
                  case PROGRAM, RESUME, QUARANTINE, WARDEN -> false;
                })
            .orElse(true);
    return queued ? engine.estimator().of(experiment) : Estimate.NONE;
  }

  /// The seconds after which a client does well to ask again: when the experiment may end, at least
  /// 1 and at most 60.
  String retryAfter(Experiment experiment) {
    Estimate estimate = engine.estimator().of(experiment);
    Estimate.Span end = estimate.end();
    long seconds =
        end == null ? SOONEST : Duration.between(estimate.at(), end.earliest()).toSeconds();
    return Long.toString(Math.clamp(seconds, SOONEST, LATEST));
  }

  String directory(Experiment experiment) {
    return engine.dataDirectory().experiment(experiment.id()).toString();
  }

  /// The further files of the query; the sequence is among the links.
  private static void writeInputFiles(JsonGenerator json, Experiment experiment) {
    json.writeName("input_files");
    json.writeStartArray();
    for (AttachedFile file : experiment.query().files()) {
      json.writeStartObject();
      json.writeStringProperty("name", file.name());
      json.writeNumberProperty("bytes", file.bytes());
      json.writeStringProperty("href", path(experiment) + "/input/" + Percent.encode(file.name()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLinks(JsonGenerator json, String self, boolean hasSequence) {
    json.writeName("links");
    json.writeStartObject();
    json.writeStringProperty("self", self);
    StrictJson.text(json, "input", hasSequence ? self + "/input" : null);
    for (String what : BELOW) {
      json.writeStringProperty(what, self + '/' + what);
    }
    json.writeStringProperty("stderr", self + "/log?stream=stderr");
    json.writeEndObject();
  }
}

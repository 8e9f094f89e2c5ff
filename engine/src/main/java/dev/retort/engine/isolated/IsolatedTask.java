package dev.retort.engine.isolated;

import dev.retort.core.AttachedFile;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.StreamSize;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.json.EngineJson;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The work of an isolated attempt: the content of `attempts/<n>/task.json`.
///
/// @param className the program's class
/// @param experiment the experiment as it was claimed
/// @param sequenceFile the file with the input
public record IsolatedTask(String className, Experiment experiment, String sequenceFile) {
  /// The work of the claimed attempt of an experiment.
  public static IsolatedTask of(String className, Experiment experiment, Path sequenceFile) {
    return new IsolatedTask(className, experiment, sequenceFile.toString());
  }

  /// Writes the task for the JVM of the attempt.
  public void write(Path attempt) throws IOException {
    ObjectNode json = EngineJson.MAPPER.createObjectNode();
    json.put("class_name", className).put("sequence_file", sequenceFile);
    json.put("id", experiment.id().toString()).put("ordinal", experiment.ordinal());
    json.put("created_at", experiment.createdAt().toString());
    writeQuery(json.putObject("query"), experiment.query());
    writeState(json.putObject("state"), experiment.state());
    RegularFiles.writeString(new AttemptDirectory(attempt).task(), json.toString());
  }

  private static void writeQuery(ObjectNode json, Query query) {
    json.put("program", query.program()).put("name", query.name());
    json.put("sequence_bytes", query.sequence().bytes()).put("parameters", query.parameters());
    var files = json.putArray("files");
    query
        .files()
        .forEach(file -> {
          ObjectNode each = files.addObject().put("name", file.name()).put("bytes", file.bytes());
          put(each, "client_name", file.clientName());
        });
    json.set("options", EngineJson.MAPPER.valueToTree(query.options()));
    put(json, "rerun_of", query.rerunOf());
  }

  private static void writeState(ObjectNode json, State state) {
    json.put("status", state.status().word()).put("attempt", state.attempt());
    json.put("failures", state.failures()).put("crashes", state.crashes());
    put(json, "node", state.node());
    put(json, "started_at", state.startedAt());
    put(json, "ended_at", state.endedAt());
    put(json, "cancel_requested_at", state.cancelRequestedAt());
    put(json, "not_before", state.notBefore());
    json.put("keep", state.keep()).put("revision", state.revision());
    EndDetails end = state.end();
    Reason reason = end.reason();
    put(json, "reason", reason == null ? null : reason.word());
    put(json, "return_code", end.returnCode());
    put(json, "signal", end.signal());
    put(json, "message", end.message());
    ResourceUsage usage = end.usage();
    if (usage != null) {
      ObjectNode used = json.putObject("usage");
      put(used, "host", usage.host());
      put(used, "peak_memory_bytes", usage.peakMemoryBytes());
      put(used, "cpu_time", usage.cpuTime());
      put(used, "proof", usage.proof());
      put(used, "stdout", usage.stdout());
      put(used, "stderr", usage.stderr());
    }
  }

  private static void put(ObjectNode json, String key, @Nullable StreamSize size) {
    if (size != null) {
      json.putObject(key).put("bytes", size.bytes()).put("kept_bytes", size.keptBytes());
    }
  }

  private static void put(ObjectNode json, String key, @Nullable Object value) {
    if (value != null) {
      json.put(key, value.toString());
    }
  }

  static IsolatedTask read(Path attempt) throws IOException {
    JsonNode json =
        EngineJson.MAPPER.readTree(Files.readString(new AttemptDirectory(attempt).task()));
    return new IsolatedTask(
        json.required("class_name").asString(),
        new Experiment(
            id(json.required("id").asString()),
            json.required("ordinal").asLong(),
            readQuery(json.required("query")),
            Instant.parse(json.required("created_at").asString()),
            readState(json.required("state")),
            null),
        json.required("sequence_file").asString());
  }

  private static ExperimentId id(String text) {
    return ExperimentId.parse(text).orElseThrow();
  }

  private static Query readQuery(JsonNode json) {
    return new Query(
        json.required("program").asString(),
        json.required("name").asString(),
        new Sequence.Kept(json.required("sequence_bytes").asLong()),
        json.required("parameters").asString(),
        json.required("files")
            .valueStream()
            .map(file ->
                new AttachedFile(
                    file.required("name").asString(),
                    file.required("bytes").asLong(),
                    get(file, "client_name", Function.identity())))
            .toList(),
        EngineJson.MAPPER.treeToValue(json.required("options"), SubmitOptions.class),
        get(json, "rerun_of", IsolatedTask::id));
  }

  private static State readState(JsonNode json) {
    EndDetails end =
        new EndDetails(
            get(json, "reason", Reason::ofWord),
            get(json, "return_code", Integer::valueOf),
            get(json, "signal", Integer::valueOf),
            get(json, "message", Function.identity()),
            json.has("usage") ? readUsage(json.required("usage")) : null);
    return State.builder(Status.ofWord(json.required("status").asString()))
        .attempt(json.required("attempt").asInt())
        .failures(json.required("failures").asInt())
        .crashes(json.required("crashes").asInt())
        .node(get(json, "node", Function.identity()))
        .startedAt(get(json, "started_at", Instant::parse))
        .endedAt(get(json, "ended_at", Instant::parse))
        .cancelRequestedAt(get(json, "cancel_requested_at", Instant::parse))
        .notBefore(get(json, "not_before", Instant::parse))
        .keep(json.required("keep").asBoolean())
        .end(end)
        .revision(json.required("revision").asLong())
        .build();
  }

  private static ResourceUsage readUsage(JsonNode json) {
    return new ResourceUsage(
        get(json, "host", Function.identity()),
        get(json, "peak_memory_bytes", Long::valueOf),
        get(json, "cpu_time", Duration::parse),
        get(json, "proof", Function.identity()),
        readSize(json, "stdout"),
        readSize(json, "stderr"));
  }

  private static @Nullable StreamSize readSize(JsonNode json, String key) {
    JsonNode size = json.path(key);
    return size.isObject()
        ? new StreamSize(size.required("bytes").asLong(), size.required("kept_bytes").asLong())
        : null;
  }

  private static <T> @Nullable T get(JsonNode json, String key, Function<String, T> parser) {
    return json.hasNonNull(key) ? parser.apply(json.path(key).asString()) : null;
  }
}

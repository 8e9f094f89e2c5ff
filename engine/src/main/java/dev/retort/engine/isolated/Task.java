package dev.retort.engine.isolated;

import dev.retort.core.AttachedFile;
import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Terms;
import dev.retort.engine.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an isolated attempt shall do: the content of `attempts/<n>/task.json`.
///
/// @param className the program's class
/// @param files names and lengths of further input files
/// @param sequenceFile where the input is
public record Task(
    String className,
    String experimentId,
    long ordinal,
    String program,
    String queryName,
    long sequenceBytes,
    String parameters,
    Map<String, String> labels,
    Map<String, Long> files,
    int priority,
    Instant createdAt,
    int attempt,
    @Nullable String node,
    @Nullable Instant startedAt,
    String sequenceFile) {
  private static final String FILE = "task.json";

  public Task {
    labels = Map.copyOf(labels);
    files = Map.copyOf(files);
  }

  /// What that attempt shall do.
  public static Task of(String className, Experiment experiment, Path sequenceFile) {
    Query query = experiment.query();
    Map<String, Long> files = new LinkedHashMap<>();
    query.files().forEach(file -> files.put(file.name(), file.bytes()));
    State state = experiment.state();
    return new Task(
        className,
        experiment.id().toString(),
        experiment.ordinal(),
        query.program(),
        query.name(),
        query.sequence().bytes(),
        query.parameters(),
        query.labels(),
        files,
        query.priority(),
        experiment.createdAt(),
        state.attempt(),
        state.node(),
        state.startedAt(),
        sequenceFile.toString());
  }

  /// Leaves it for the JVM that will do it.
  public void write(Path attempt) throws IOException {
    Files.writeString(attempt.resolve(FILE), Json.MAPPER.writeValueAsString(this));
  }

  static Task read(Path attempt) throws IOException {
    return Json.MAPPER.readValue(Files.readString(attempt.resolve(FILE)), Task.class);
  }

  /// The experiment as it was claimed, as far as the task tells.
  Experiment experiment() {
    List<AttachedFile> attached =
        files.entrySet().stream()
            .map(file -> new AttachedFile(file.getKey(), file.getValue()))
            .sorted(java.util.Comparator.comparing(AttachedFile::name))
            .toList();
    Query query =
        new Query(
            program,
            queryName,
            new Sequence.Kept(sequenceBytes),
            parameters,
            labels,
            attached,
            priority,
            Terms.NONE);
    State state =
        new State(
            Status.RUNNING, attempt, 0, 0, node, startedAt, null, null, null, false, End.NONE, 1);
    ExperimentId id = ExperimentId.parse(experimentId).orElseThrow();
    return new Experiment(id, ordinal, query, createdAt, state, null);
  }
}

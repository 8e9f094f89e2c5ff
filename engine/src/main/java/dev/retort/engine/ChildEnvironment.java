package dev.retort.engine;

import static java.util.stream.Collectors.toMap;

import dev.retort.core.AttachedFile;
import dev.retort.core.ChildSettings;
import dev.retort.core.Experiment;
import dev.retort.engine.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a child process is told of its experiment: the values of a command's placeholders, and the
/// environment. Thread-safe.
final class ChildEnvironment {
  private static final String PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Workspace workspace;
  private final DataDirectory data;
  private final Map<String, String> host;

  /// @param host the server's own environment
  ChildEnvironment(Workspace workspace, DataDirectory data, Map<String, String> host) {
    this.workspace = workspace;
    this.data = data;
    this.host = Map.copyOf(host);
  }

  /// By the names of placeholders.
  Map<String, String> values(Run run) {
    Experiment experiment = run.experiment();
    Map<String, String> values = new TreeMap<>(parameters(experiment));
    for (AttachedFile file : experiment.query().files()) {
      values.put(file.name(), workspace.attachedFile(experiment, file).toString());
    }
    values.put("query_name", experiment.query().name());
    String sequence = run.claimed().sequence();
    values.put("query_sequence", sequence == null ? "" : sequence);
    values.put("sequence_file", data.sequence(experiment.id()).toString());
    values.put("experiment_id", experiment.id().toString());
    values.put("experiment_dir", work(run).toString());
    return values;
  }

  private Path work(Run run) {
    return data.attempt(run.experiment().id(), run.attempt()).resolve("work");
  }

  private static Map<String, String> parameters(Experiment experiment) {
    return Json.MAPPER.readTree(experiment.query().parameters()).properties().stream()
        .collect(toMap(Map.Entry::getKey, parameter -> CommandWord.text(parameter.getValue())));
  }

  /// The whole environment.
  Map<String, String> of(Run run, ChildSettings child) {
    Map<String, String> values = values(run);
    Experiment experiment = run.experiment();
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", host.getOrDefault("PATH", PLAIN_PATH));
    environment.put("HOME", work(run).toString());
    environment.put("LANG", "C.UTF-8");
    for (String name : child.envFromHost()) {
      Optional.ofNullable(host.get(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.putAll(child.env());
    parameters(experiment)
        .forEach((name, value) -> environment.put("RETORT_PARAM_" + variable(name), value));
    for (AttachedFile file : experiment.query().files()) {
      environment.put("RETORT_FILE_" + variable(file.name()), values.getOrDefault(file.name(), ""));
    }
    for (String name : List.of("query_name", "sequence_file", "experiment_id", "experiment_dir")) {
      environment.put("RETORT_" + variable(name), values.getOrDefault(name, ""));
    }
    environment.put("RETORT_PROGRAM", experiment.program());
    environment.put("RETORT_ATTEMPT", Integer.toString(run.attempt()));
    environment.put("RETORT_PROGRESS", data.progress(experiment.id(), run.attempt()).toString());
    return environment;
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}

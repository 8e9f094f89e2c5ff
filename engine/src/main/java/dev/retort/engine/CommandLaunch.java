package dev.retort.engine;

import static java.util.stream.Collectors.toMap;

import dev.retort.core.AttachedFile;
import dev.retort.core.CommandSettings;
import dev.retort.core.Experiment;
import dev.retort.core.Program;
import dev.retort.engine.warden.Launch;
import dev.retort.engine.warden.Limits;
import dev.retort.engine.warden.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Turns a command program and an experiment into what the warden starts. Thread-safe.
final class CommandLaunch {
  private static final String PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Workspace workspace;
  private final DataDirectory data;
  private final Map<String, String> host;

  /// @param host the server's own environment
  CommandLaunch(Workspace workspace, DataDirectory data, Map<String, String> host) {
    this.workspace = workspace;
    this.data = data;
    this.host = Map.copyOf(host);
  }

  /// Resolves words and environment; the directories exist already.
  Launch of(Run run, Program.Command program, Path work) {
    CommandSettings command = program.command();
    Map<String, String> values = values(run, work);
    List<String> words =
        command.argv().stream().map(word -> CommandWord.of(word).fill(values)).toList();
    return new Launch(
        data.attempt(run.experiment().id(), run.attempt()),
        words,
        environment(run, command, work, values),
        work,
        command.limits().stdout(),
        command.limits().stderr(),
        Optional.ofNullable(program.settings().timeout()),
        program.settings().gracePeriod(),
        command.resultsDurable(),
        Limits.NONE,
        Sandbox.NONE);
  }

  private Map<String, String> values(Run run, Path work) {
    Experiment experiment = run.experiment();
    Map<String, String> values = new TreeMap<>(parameters(experiment));
    for (AttachedFile file : experiment.query().files()) {
      values.put(file.name(), workspace.attachedFile(experiment, file).toString());
    }
    values.put("query_name", experiment.query().name());
    String sequence = run.claimed().sequence();
    values.put("query_sequence", sequence == null ? "" : sequence);
    values.put("sequence_file", data.experiment(experiment.id()).resolve("sequence").toString());
    values.put("experiment_id", experiment.id().toString());
    values.put("experiment_dir", work.toString());
    return values;
  }

  private static Map<String, String> parameters(Experiment experiment) {
    return Json.MAPPER.readTree(experiment.query().parameters()).properties().stream()
        .collect(toMap(Map.Entry::getKey, parameter -> CommandWord.text(parameter.getValue())));
  }

  private Map<String, String> environment(
      Run run, CommandSettings command, Path work, Map<String, String> values) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", host.getOrDefault("PATH", PLAIN_PATH));
    environment.put("HOME", work.toString());
    environment.put("LANG", "C.UTF-8");
    for (String name : command.envFromHost()) {
      Optional.ofNullable(host.get(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.putAll(command.env());
    parameters(run.experiment())
        .forEach((name, value) -> environment.put("RETORT_PARAM_" + variable(name), value));
    for (AttachedFile file : run.experiment().query().files()) {
      environment.put("RETORT_FILE_" + variable(file.name()), values.getOrDefault(file.name(), ""));
    }
    for (String name : List.of("query_name", "sequence_file", "experiment_id", "experiment_dir")) {
      environment.put("RETORT_" + variable(name), values.getOrDefault(name, ""));
    }
    environment.put("RETORT_PROGRAM", run.experiment().program());
    environment.put("RETORT_ATTEMPT", Integer.toString(run.attempt()));
    environment.put(
        "RETORT_PROGRESS",
        data.attempt(run.experiment().id(), run.attempt()).resolve("progress").toString());
    return environment;
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}

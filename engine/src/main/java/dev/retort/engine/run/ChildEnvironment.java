package dev.retort.engine.run;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.TraceParent;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.StandardInput;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.files.Workspace;
import dev.retort.engine.json.EngineJson;
import dev.retort.engine.program.QueryValues;
import dev.retort.engine.program.VariableName;
import dev.retort.warden.client.AttemptDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// The input of a child process: the values of a command's placeholders, and its environment.
/// Thread-safe.
public final class ChildEnvironment {
  private static final String PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Workspace workspace;
  private final DataDirectory data;
  private final Map<String, String> host;
  private final NodeCapacity totals;

  /// @param host the server's own environment
  /// @param totals what the programs of the node may take together
  public ChildEnvironment(
      Workspace workspace, DataDirectory data, Map<String, String> host, NodeCapacity totals) {
    this.totals = totals;
    this.workspace = workspace;
    this.data = data;
    this.host = Map.copyOf(host);
  }

  /// The values by name of placeholder.
  QueryValues values(Run run, ProgramSettings settings) {
    Query query = run.experiment().query();
    return QueryValues.of(parameters(query), query.name(), run.claimed().sequence())
        .with(made(run, settings.description()))
        .withStandard(RunShare.of(settings.limits(), totals).values());
  }

  /// The values that do not come from the client.
  private Map<String, String> made(Run run, ProgramDescription description) {
    Experiment experiment = run.experiment();
    Map<String, String> values = new TreeMap<>();
    for (AttachedFile file : experiment.query().files()) {
      String name = fileName(file, description);
      values.put(file.name(), workspace.fileFor(experiment, file, name).toString());
    }
    if (!experiment.query().sequence().isAbsent()) {
      values.put(
          "sequence_file",
          workspace.sequenceFor(experiment.id(), description.sequence().fileName()).toString());
    }
    values.put("experiment_id", experiment.id().toString());
    values.put("experiment_dir", work(run).toString());
    return values;
  }

  /// The name of a file for its program. The program's present definition counts.
  private static String fileName(AttachedFile file, ProgramDescription description) {
    return description.files().stream()
        .filter(parameter -> parameter.name().equals(file.name()))
        .findFirst()
        .map(parameter -> {
          String sent = file.clientName();
          return parameter.keepClientName() && sent != null ? sent : parameter.fileName();
        })
        .orElse(file.name());
  }

  /// The file that a command reads from standard input.
  Optional<Path> file(Run run, StandardInput stdin) {
    Experiment experiment = run.experiment();
    return switch (stdin) {
      case StandardInput.Nothing _ -> Optional.empty();
      case StandardInput.TheSequence _ ->
          experiment.query().sequence().isAbsent()
              ? Optional.empty()
              : Optional.of(data.sequence(experiment.id()));
      case StandardInput.File file ->
          experiment.query().files().stream()
              .filter(sent -> sent.name().equals(file.name()))
              .findFirst()
              .map(sent -> workspace.attachedFile(experiment, sent));
    };
  }

  private Path work(Run run) {
    return new AttemptDirectory(data.attempt(run.experiment().id(), run.attempt())).work();
  }

  private static ObjectNode parameters(Query query) {
    return (ObjectNode) EngineJson.MAPPER.readTree(query.parameters());
  }

  /// The whole environment.
  ///
  /// @param queryValues see [#values]
  /// @param temporary the directory for temporary files
  Map<String, String> of(
      Run run,
      ChildSettings child,
      ProgramSettings settings,
      QueryValues queryValues,
      Path temporary) {
    Map<String, String> values = queryValues.texts();
    Experiment experiment = run.experiment();
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", host.getOrDefault("PATH", PLAIN_PATH));
    environment.put("HOME", work(run).toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TMPDIR", temporary.toString());
    environment.put("PYTHONUNBUFFERED", "1");
    for (String name : child.envFromHost()) {
      Optional.ofNullable(host.get(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.putAll(child.env());
    for (String name : parameters(experiment.query()).propertyNames()) {
      environment.put(VariableName.parameter(name), values.getOrDefault(name, ""));
    }
    for (AttachedFile file : experiment.query().files()) {
      environment.put(VariableName.file(file.name()), values.getOrDefault(file.name(), ""));
    }
    for (String name : List.of("query_name", "sequence_file", "experiment_id", "experiment_dir")) {
      if (values.containsKey(name)) {
        environment.put(VariableName.own(name), values.getOrDefault(name, ""));
      }
    }
    RunShare.of(settings.limits(), totals)
        .values()
        .forEach((name, value) -> environment.put(VariableName.own(name), value));
    TraceParent trace = run.experiment().query().options().traceparent();
    if (trace != null) {
      environment.put("TRACEPARENT", trace.toString());
    }
    environment.put("RETORT_PROGRAM", experiment.program());
    environment.put("RETORT_ATTEMPT", Integer.toString(run.attempt()));
    environment.put("RETORT_PROGRESS", data.progress(experiment.id(), run.attempt()).toString());
    return environment;
  }
}

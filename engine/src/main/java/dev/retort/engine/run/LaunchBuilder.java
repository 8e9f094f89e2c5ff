package dev.retort.engine.run;

import dev.retort.core.RetortException;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.files.Workspace;
import dev.retort.engine.isolated.IsolatedTask;
import dev.retort.engine.program.CommandTemplate;
import dev.retort.engine.program.QueryValues;
import dev.retort.engine.program.ScriptVariables;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Creates the launch of a program for the warden. Thread-safe.
public final class LaunchBuilder {
  /// Memory that a JVM may need in addition to its heap, in bytes.
  private static final long BESIDE_HEAP = 512L << 20;

  private final DataDirectory data;
  private final ChildEnvironment environment;
  private final Map<Invocation.Words, CommandTemplate> templates = new ConcurrentHashMap<>();

  public LaunchBuilder(DataDirectory data, ChildEnvironment environment) {
    this.data = data;
    this.environment = environment;
  }

  /// The launch of an attempt that runs as a child process.
  Launch of(Run run, Program program) {
    return switch (program) {
      case Program.Command command -> of(run, command);
      case Program.Isolated isolated -> of(run, isolated);
      case Program.Async _, Program.Blocking _ ->
          throw new IllegalArgumentException(program.name() + " runs in the server's process");
    };
  }

  /// Resolves the words of a command and its environment; the directories exist already.
  private Launch of(Run run, Program.Command program) {
    CommandSettings command = program.command();
    QueryValues values = environment.values(run, program.settings());
    List<String> words = words(run, command.invocation(), values);
    Launch launch =
        launch(
            run,
            program,
            values,
            command.child(),
            new Line(words, executable(words.getFirst())),
            program.settings().limits().memory());
    return launch.but().stdin(environment.file(run, command.stdin()).orElse(null)).build();
  }

  private List<String> words(Run run, Invocation invocation, QueryValues values) {
    return switch (invocation) {
      case Invocation.Words words -> {
        CommandTemplate template = templates.computeIfAbsent(words, CommandTemplate::of);
        refuseOptions(template.leadingDashes(values));
        yield template.fill(values);
      }
      case Invocation.Script script -> {
        refuseOptions(new ScriptVariables(script).leadingDashes(values));
        yield List.of("/bin/sh", "-eu", write(run, script).toString());
      }
    };
  }

  /// A query that was accepted under another configuration can hold a value that this one refuses.
  private static void refuseOptions(Set<String> options) {
    if (!options.isEmpty()) {
      throw new RetortException(
          "the program could take the value of "
              + String.join(" and of ", options)
              + " for an option, because it begins with '-'");
    }
  }

  private Path write(Run run, Invocation.Script script) {
    Path file = new AttemptDirectory(attempt(run)).script();
    try {
      return Files.writeString(file, script.text());
    } catch (IOException failed) {
      throw Workspace.failure("write the script of " + run.experiment().id(), failed);
    }
  }

  /// The launch of a JVM for one attempt; its task is a file in the attempt's directory.
  private Launch of(Run run, Program.Isolated program) {
    IsolatedSettings isolated = program.isolated();
    Path attempt = attempt(run);
    try {
      IsolatedTask.of(isolated.className(), run.experiment(), data.sequence(run.experiment().id()))
          .write(attempt);
    } catch (IOException failed) {
      throw Workspace.failure("write the task of " + run.experiment().id(), failed);
    }
    Long heap = program.settings().limits().memory();
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (heap != null) {
      words.add("-Xmx" + Math.max(heap, 2L << 20));
    }
    words.add("-XX:-UsePerfData");
    words.add("-Djava.io.tmpdir=" + temporary(run));
    words.addAll(isolated.jvmOptions());
    IsolatedCode code = IsolatedCode.with(isolated.classPath());
    words.addAll(code.words());
    words.add(attempt.toString());
    words.add(data.progress(run.experiment().id(), run.attempt()).toString());
    List<Path> visible = new ArrayList<>(code.visible());
    visible.add(Path.of(System.getProperty("java.home")));
    return launch(
        run,
        program,
        environment.values(run, program.settings()),
        isolated.child(),
        new Line(words, visible),
        heap == null ? null : heap + heap / 4 + BESIDE_HEAP);
  }

  private Path attempt(Run run) {
    return data.attempt(run.experiment().id(), run.attempt());
  }

  /// The directory for temporary files, by the name that the program gets.
  private Path temporary(Run run) {
    try {
      return TemporaryDirectory.of(data.root(), attempt(run)).create();
    } catch (IOException failed) {
      throw Workspace.failure("make the temporary directory of " + run.experiment().id(), failed);
    }
  }

  private Launch launch(
      Run run,
      Program program,
      QueryValues values,
      ChildSettings child,
      Line line,
      @Nullable Long memory) {
    boolean addressSpace = program instanceof Program.Command;
    boolean printsResult = run.plan().printsResult();
    Limits limits = program.settings().limits();
    return Launch.of(attempt(run), line.words())
        .environment(environment.of(run, child, program.settings(), values, temporary(run)))
        .logLimits(child.logs().stdout(printsResult), child.logs().stderr())
        .stopsWhenCut(printsResult)
        .timeout(run.experiment().query().options().timeoutWithin(limits.timeout()))
        .gracePeriod(limits.gracePeriod())
        .resultsDurable(child.resultsDurable())
        .limits(
            new dev.retort.warden.client.ResourceLimits(memory, addressSpace, limits.processes()))
        .sandbox(child.sandbox())
        .visible(line.visible())
        .build();
  }

  /// A command line, and its files that a sandbox must show.
  private record Line(List<String> words, List<Path> visible) {}

  /// The first word never comes from a query.
  private static List<Path> executable(String word) {
    return word.indexOf('/') < 0 ? List.of() : List.of(Path.of(word).toAbsolutePath());
  }
}

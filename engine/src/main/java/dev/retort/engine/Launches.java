package dev.retort.engine;

import dev.retort.core.ChildSettings;
import dev.retort.core.CommandSettings;
import dev.retort.core.IsolatedSettings;
import dev.retort.core.Limits;
import dev.retort.core.Program;
import dev.retort.engine.isolated.IsolatedMain;
import dev.retort.engine.isolated.Task;
import dev.retort.engine.warden.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns a program and an experiment into what the warden starts. Thread-safe.
final class Launches {
  /// What a JVM may need beside its heap, before its own limit ends it.
  private static final long BESIDE_HEAP = 512L << 20;

  private final DataDirectory data;
  private final ChildEnvironment environment;

  Launches(DataDirectory data, ChildEnvironment environment) {
    this.data = data;
    this.environment = environment;
  }

  /// What to start for an attempt of a program that runs as a child process.
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
    Map<String, String> values = environment.values(run);
    List<String> words =
        command.argv().stream().map(word -> CommandWord.of(word).fill(values)).toList();
    return launch(
        run,
        program,
        command.child(),
        new Line(words, executable(words.getFirst())),
        program.settings().limits().memory());
  }

  /// A JVM of its own for one attempt; what it shall do lies in the attempt's directory.
  private Launch of(Run run, Program.Isolated program) {
    IsolatedSettings isolated = program.isolated();
    Path attempt = attempt(run);
    try {
      Task.of(isolated.className(), run.experiment(), data.sequence(run.experiment().id()))
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
    words.addAll(isolated.jvmOptions());
    words.add("-cp");
    List<Path> classPath = classPath(isolated.classPath());
    words.add(join(classPath));
    words.add(IsolatedMain.class.getName());
    words.add(attempt.toString());
    words.add(data.progress(run.experiment().id(), run.attempt()).toString());
    List<Path> visible = new ArrayList<>(classPath);
    visible.add(Path.of(System.getProperty("java.home")));
    return launch(
        run,
        program,
        isolated.child(),
        new Line(words, visible),
        heap == null ? null : heap + heap / 4 + BESIDE_HEAP);
  }

  private Path attempt(Run run) {
    return data.attempt(run.experiment().id(), run.attempt());
  }

  private Launch launch(
      Run run, Program program, ChildSettings child, Line line, @Nullable Long memory) {
    boolean addressSpace = program instanceof Program.Command;
    Limits limits = program.settings().limits();
    return new Launch(
        attempt(run),
        line.words(),
        environment.of(run, child),
        attempt(run).resolve("work"),
        child.logs().stdout(),
        child.logs().stderr(),
        Optional.ofNullable(run.experiment().query().terms().timeoutWithin(limits.timeout())),
        limits.gracePeriod(),
        child.resultsDurable(),
        new dev.retort.engine.warden.Limits(memory, addressSpace, limits.processes()),
        child.sandbox(),
        line.visible());
  }

  /// What is executed, and what of it must be seen from within a sandbox.
  private record Line(List<String> words, List<Path> visible) {}

  /// The first word cannot come from a query.
  private static List<Path> executable(String word) {
    return word.indexOf('/') < 0 ? List.of() : List.of(Path.of(word).toAbsolutePath());
  }

  /// The program's own first, then the server's, which has what runs it.
  private static List<Path> classPath(List<Path> own) {
    Stream<Path> server =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of);
    return Stream.concat(own.stream(), server).map(Path::toAbsolutePath).toList();
  }

  private static String join(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}

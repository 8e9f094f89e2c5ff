package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.ExperimentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The results of experiments: the JSON that Java code left, or the file that a command names, or
/// what it printed. Thread-safe.
final class Results {
  private final Engine engine;

  Results(Engine engine) {
    this.engine = engine;
  }

  /// Answers with the result of an experiment that has ended; empty when it left none.
  Optional<Answer> answer(Call call, Experiment experiment) throws IOException {
    Optional<String> json = json(experiment);
    if (json.isPresent()) {
      return Optional.of(
          Answer.text(200, Answer.JSON, json.get()).with("Cache-Control", "no-cache"));
    }
    ExperimentFiles files = engine.files(experiment);
    Optional<WorkFiles.Opened> opened = open(files);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Path path = files.result().orElseThrow();
    String name = String.valueOf(path.getFileName());
    boolean printed = path.equals(files.stdout());
    return Optional.of(
        FileAnswer.of(
            call,
            opened.get(),
            printed ? experiment.id() + ".txt" : name,
            printed ? "text/plain; charset=utf-8" : FileAnswer.typeOf(name)));
  }

  /// Whether there is one.
  boolean exists(Experiment experiment) {
    if (!experiment.status().ended() || experiment.state().attempt() == 0) {
      return false;
    }
    if (json(experiment).isPresent()) {
      return true;
    }
    Optional<WorkFiles.Opened> opened = open(engine.files(experiment));
    opened.ifPresent(Results::close);
    return opened.isPresent();
  }

  private static void close(WorkFiles.Opened opened) {
    try {
      opened.channel().close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A child process leaves its result in a file, so the store is not asked.
  private Optional<String> json(Experiment experiment) {
    boolean child =
        engine.program(experiment.program()).filter(program -> !program.inProcess()).isPresent();
    return child ? Optional.empty() : engine.result(experiment.id());
  }

  private static Optional<WorkFiles.Opened> open(ExperimentFiles files) {
    Optional<Path> path = files.result();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return path.get().equals(files.stdout())
        ? WorkFiles.openBeside(path.get())
        : WorkFiles.open(files.work(), below(files.work(), path.get()));
  }

  private static List<String> below(Path work, Path path) {
    List<String> names = new ArrayList<>();
    work.relativize(path.normalize()).forEach(name -> names.add(name.toString()));
    return names;
  }

  /// Why an experiment that has ended has none, in words.
  String missing(Experiment experiment) {
    String status = experiment.status().word();
    if (experiment.state().attempt() == 0) {
      return "the experiment is " + status + " and never ran, so there is no result";
    }
    Integer code = experiment.state().end().returnCode();
    String and = code == null ? "" : "; its return code is " + code;
    return "the experiment is "
        + status
        + " and left no result"
        + and
        + engine.program(experiment.program()).map(Results::hint).orElse("");
  }

  private static String hint(Program program) {
    return switch (program) {
      case Program.Command command ->
          ". Its program names " + command.command().result() + " as its result";
      case Program.Isolated _, Program.Async _, Program.Blocking _ -> "";
    };
  }
}

package dev.retort.server.files;

import dev.retort.core.Experiment;
import dev.retort.core.ResourceUsage;
import dev.retort.core.StreamSize;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.files.WorkFiles;
import dev.retort.engine.files.WorkPath;
import dev.retort.server.http.Answer;
import dev.retort.server.http.RouteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/// Finds and serves results: the JSON that Java code returned, or a command's configured result
/// file or standard output. Thread-safe.
public final class ExperimentResults {
  private final Engine engine;

  public ExperimentResults(Engine engine) {
    this.engine = engine;
  }

  /// The answer with the output of an experiment; empty if it has none. It is the result only if
  /// the experiment is finished.
  public Optional<Answer> answer(RouteRequest request, Experiment experiment) throws IOException {
    Optional<String> json = json(experiment);
    if (json.isPresent()) {
      return Optional.of(
          Answer.text(200, Answer.JSON, json.get()).with("Cache-Control", "no-cache"));
    }
    ExperimentFiles files = engine.files(experiment);
    Optional<WorkFiles.Opened> opened = opened(files);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Path path = files.result().orElseThrow();
    String name = String.valueOf(path.getFileName());
    boolean printed = path.equals(files.stdout());
    return Optional.of(
        FileAnswer.of(
            request,
            opened.get(),
            printed ? experiment.id() + ".txt" : name,
            printed ? "text/plain; charset=utf-8" : FileAnswer.typeOf(name)));
  }

  /// Whether an ended experiment has a result, or, if it is not finished, partial output.
  public boolean exists(Experiment experiment) {
    if (!experiment.status().ended() || experiment.state().attempt() == 0) {
      return false;
    }
    if (json(experiment).isPresent()) {
      return true;
    }
    Optional<WorkFiles.Opened> opened = opened(engine.files(experiment));
    opened.ifPresent(ExperimentResults::close);
    return opened.isPresent();
  }

  private static void close(WorkFiles.Opened opened) {
    try {
      opened.channel().close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// The result of a child process is a file, so this skips the store for them.
  private Optional<String> json(Experiment experiment) {
    boolean child =
        engine.program(experiment.program()).filter(program -> !program.inProcess()).isPresent();
    return child ? Optional.empty() : engine.result(experiment.id());
  }

  private Optional<WorkFiles.Opened> opened(ExperimentFiles files) {
    return engine.work().call("open the result", () -> open(files));
  }

  private static Optional<WorkFiles.Opened> open(ExperimentFiles files) {
    Optional<Path> path = files.result();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return path.get().equals(files.stdout())
        ? WorkFiles.openBeside(path.get())
        : WorkPath.between(files.work(), path.get())
            .flatMap(result -> WorkFiles.open(files.work(), result));
  }

  /// Whether the result is the standard output of a finished experiment, and bytes of it are
  /// missing: it was cut when it was a mere log, under another configuration.
  public boolean truncated(Experiment experiment) {
    ResourceUsage usage = experiment.state().end().usage();
    StreamSize stdout = usage == null ? null : usage.stdout();
    ExperimentFiles files = engine.files(experiment);
    return stdout != null
        && stdout.truncated()
        && files.result().filter(files.stdout()::equals).isPresent();
  }

  /// Explains why an ended experiment has no result.
  public String whyMissing(Experiment experiment) {
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
        + engine.program(experiment.program()).map(ExperimentResults::hint).orElse("")
        + obstacle(engine.files(experiment)).map(why -> ", and " + why).orElse("");
  }

  private Optional<String> obstacle(ExperimentFiles files) {
    return files
        .result()
        .filter(path -> !path.equals(files.stdout()))
        .flatMap(path -> WorkPath.between(files.work(), path))
        .flatMap(result ->
            engine
                .work()
                .call("look at the result", () -> WorkFiles.obstacle(files.work(), result)));
  }

  private static String hint(Program program) {
    return switch (program) {
      case Program.Command command -> "; the configured result is " + command.command().result();
      case Program.Isolated _, Program.Async _, Program.Blocking _ -> "";
    };
  }
}

package dev.retort.server.routes;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.engine.files.StoredInput;
import dev.retort.engine.files.WorkFiles;
import dev.retort.server.access.Scope;
import dev.retort.server.files.FileAnswer;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The input of an experiment, with the bytes that the client sent. Thread-safe.
final class InputRoutes {
  private static final String ONE = "/v1/experiments/{id}/input";
  private static final String BYTES = "application/octet-stream";
  private static final String SEQUENCE = "sequence";

  private final Engine engine;
  private final ExperimentLookup lookup;

  InputRoutes(Engine engine) {
    this.engine = engine;
    this.lookup = new ExperimentLookup(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        bytes(ONE, "input", "Get the sequence of an experiment", "The sequence")
            .describe("The bytes that the client sent. A sequence in JSON or a form is UTF-8.")
            .does(request -> answer(request, null)));
    routes.add(
        bytes(ONE + "/{name}", "inputFile", "Get a further input file of an experiment", "The file")
            .variable("name", "The name that the program gives the file")
            .describe("The bytes that the client sent under this name.")
            .does(request -> answer(request, request.variable(1))));
  }

  private static Route bytes(String path, String operation, String summary, String answer) {
    return Route.get(path, operation, summary)
        .scope(Scope.READ)
        .tag("experiments")
        .produces(BYTES)
        .answers(200, answer, "")
        .answers(206, "The requested range", "")
        .answersNothing(304, "The client has the current version")
        .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.RANGE_NOT_SATISFIABLE);
  }

  private Answer answer(RouteRequest request, @Nullable String file) throws IOException {
    Experiment experiment = lookup.find(request);
    Optional<Answer> answer = find(request, experiment, file);
    if (answer.isEmpty()) {
      // its place may just have changed
      answer = find(request, experiment, file);
    }
    return answer.orElseThrow(() -> missing(request, experiment, file));
  }

  private Optional<Answer> find(RouteRequest request, Experiment experiment, @Nullable String file)
      throws IOException {
    String name = file == null ? SEQUENCE : file;
    return switch (engine.input(experiment, file).orElse(null)) {
      case StoredInput.Inline inline ->
          Optional.of(FileAnswer.of(StandardCharsets.UTF_8.encode(inline.text()), name, BYTES));
      case StoredInput.OnDisk onDisk -> {
        Optional<WorkFiles.Opened> opened = WorkFiles.openBeside(onDisk.file());
        yield opened.isEmpty()
            ? Optional.empty()
            : Optional.of(FileAnswer.of(request, opened.get(), name, BYTES));
      }
      case null -> Optional.empty();
    };
  }

  /// The experiment may have been deleted meanwhile.
  private ProblemException missing(
      RouteRequest request, Experiment experiment, @Nullable String file) {
    if (engine.find(experiment.id()).isEmpty()) {
      return lookup.missing(request, experiment.id());
    }
    if (file == null && experiment.query().sequence().isAbsent()) {
      return Problem.of(ProblemKind.NOT_FOUND, "the query of the experiment has no sequence")
          .exception();
    }
    if (file == null) {
      return Problem.of(ProblemKind.NOT_FOUND, "the sequence of the experiment is not on disk")
          .exception();
    }
    List<String> names = experiment.query().files().stream().map(AttachedFile::name).toList();
    return Problem.of(
            ProblemKind.NOT_FOUND,
            "the experiment has no input file "
                + QuotedText.quoted(file)
                + (names.isEmpty() ? "; it has none" : "; it has " + String.join(", ", names)))
        .exception();
  }
}

package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.engine.Engine;
import dev.retort.engine.ExperimentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// What an experiment left behind: result, logs, files. Thread-safe.
final class OutputRoutes {
  static final String NEXT_OFFSET = "Retort-Next-Offset";
  static final String COMPLETE = "Retort-Complete";

  private static final String ONE = "/v1/experiments/{id}";

  private final Engine engine;

  OutputRoutes(Engine engine) {
    this.engine = engine;
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get(ONE + "/result", "result", "Get an experiment's result")
            .tag("output")
            .describe(
                "The file that its program names as its result, or what it printed. There once the"
                    + " experiment has ended.")
            .produces(null)
            .header("Range", "bytes=a-b: only this part")
            .answers(200, "the result", "")
            .answers(206, "a part of it", "")
            .fails(
                ProblemKind.NOT_FOUND, ProblemKind.NO_OUTPUT_YET, ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::result));
    routes.add(
        Route.get(ONE + "/log", "log", "Read what the program printed")
            .tag("output")
            .describe(
                "The bytes from an offset on. "
                    + NEXT_OFFSET
                    + " says where to go on reading, "
                    + COMPLETE
                    + " whether more can come.")
            .produces("text/plain")
            .takes(
                new QueryParameter.Choice(
                    "stream", "which stream, stdout by default", List.of("stdout", "stderr")))
            .takes(
                new QueryParameter.Number("from", "offset of the first byte", 0, Long.MAX_VALUE, 0))
            .answers(200, "the bytes", "")
            .fails(
                ProblemKind.NOT_FOUND, ProblemKind.NO_OUTPUT_YET, ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::log));
    routes.add(
        Route.get(ONE + "/files", "listFiles", "List the files that the program wrote")
            .tag("output")
            .answers(200, "the regular files", "FileList")
            .fails(ProblemKind.NOT_FOUND)
            .does(this::files));
    routes.add(
        Route.get(ONE + "/files/{path...}", "file", "Get a file that the program wrote")
            .tag("output")
            .produces(null)
            .header("Range", "bytes=a-b: only this part")
            .answers(200, "the file", "")
            .answers(206, "a part of it", "")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::file));
  }

  private Experiment find(Call call) {
    ExperimentId id = call.experimentId();
    return engine.find(id).orElseThrow(() -> Call.unknownExperiment(id.toString()));
  }

  private Answer result(Call call) throws IOException {
    Experiment experiment = find(call);
    if (!experiment.status().ended()) {
      throw notYet(experiment, "result");
    }
    ExperimentFiles files = engine.files(experiment);
    Path path =
        files
            .result()
            .orElseThrow(() ->
                Problem.of(
                        ProblemKind.NOT_FOUND,
                        "program "
                            + experiment.program()
                            + " leaves no result file; its return code is the result")
                    .exception());
    boolean printed = path.equals(files.stdout());
    Optional<WorkFiles.Opened> opened =
        printed ? openBeside(path) : WorkFiles.open(files.work(), below(files.work(), path));
    String name = String.valueOf(path.getFileName());
    return FileAnswer.of(
        call,
        opened.orElseThrow(() -> notYet(experiment, "result")),
        printed ? experiment.id() + ".txt" : name,
        printed ? "text/plain; charset=utf-8" : FileAnswer.typeOf(name));
  }

  private static List<String> below(Path work, Path path) {
    List<String> names = new ArrayList<>();
    work.relativize(path.normalize()).forEach(name -> names.add(name.toString()));
    return names;
  }

  /// Opens a file that the server's own side wrote, beside the working directory.
  private static Optional<WorkFiles.Opened> openBeside(Path path) {
    Path attempt = path.getParent();
    return attempt == null
        ? Optional.empty()
        : WorkFiles.open(attempt, List.of(String.valueOf(path.getFileName())));
  }

  private Answer log(Call call) throws IOException {
    Experiment experiment = find(call);
    String stream = call.parameter("stream").orElse("stdout");
    ExperimentFiles files = engine.files(experiment);
    WorkFiles.Opened opened =
        openBeside(stream.equals("stdout") ? files.stdout() : files.stderr())
            .orElseThrow(() -> notYet(experiment, stream));
    long from = call.number("from");
    long size = opened.attributes().size();
    if (from > size) {
      opened.channel().close();
      throw Problem.of(
              ProblemKind.RANGE_NOT_SATISFIABLE,
              stream + " has " + size + " bytes so far, and from is " + from)
          .exception();
    }
    HttpFields headers =
        HttpFields.build()
            .put(Headers.contentType("text/plain; charset=utf-8"))
            .put("Content-Security-Policy", "sandbox; default-src 'none'")
            .put("Cache-Control", "no-store")
            .put(NEXT_OFFSET, Long.toString(size))
            .put(COMPLETE, Boolean.toString(experiment.status().ended()))
            .asImmutable();
    return new Answer.Streamed(
        200,
        headers,
        size - from,
        new FileAnswer.Part(opened.channel(), new ByteRange(from, size - from)));
  }

  private static ProblemException notYet(Experiment experiment, String what) {
    String status = experiment.status().word();
    return Problem.of(
            ProblemKind.NO_OUTPUT_YET,
            experiment.status().ended()
                ? "the experiment is " + status + " and left no " + what
                : "there is no " + what + " yet: the experiment is " + status)
        .with("experiment_status", status)
        .exception();
  }

  private Answer files(Call call) {
    Experiment experiment = find(call);
    List<WorkFiles.Listed> found = WorkFiles.list(engine.files(experiment).work());
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeName("files");
              json.writeStartArray();
              for (WorkFiles.Listed file : found) {
                json.writeStartObject();
                json.writeStringProperty("path", Text.printable(file.path()));
                json.writeNumberProperty("bytes", file.attributes().size());
                json.writeStringProperty(
                    "modified_at", file.attributes().lastModifiedTime().toInstant().toString());
                json.writeStringProperty("href", href(experiment, file.path()));
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeBooleanProperty("truncated", found.size() >= WorkFiles.MOST);
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private static String href(Experiment experiment, String path) {
    StringBuilder href = new StringBuilder(ExperimentJson.path(experiment)).append("/files");
    for (String segment : path.split("/", -1)) {
      href.append('/').append(Percent.encode(segment));
    }
    return href.toString();
  }

  private Answer file(Call call) throws IOException {
    Experiment experiment = find(call);
    String path = call.variable(1);
    List<String> segments = WorkFiles.segments(path).orElseThrow(() -> noFile(path));
    WorkFiles.Opened opened =
        WorkFiles.open(engine.files(experiment).work(), segments).orElseThrow(() -> noFile(path));
    return FileAnswer.of(call, opened, segments.getLast(), FileAnswer.typeOf(segments.getLast()));
  }

  private static ProblemException noFile(String path) {
    return Problem.of(
            ProblemKind.NOT_FOUND,
            "the experiment has no file " + Text.quoted(path) + "; its /files lists what it has")
        .exception();
  }
}

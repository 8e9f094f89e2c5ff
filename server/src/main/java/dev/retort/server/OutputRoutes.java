package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.engine.ExperimentFiles;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/// What an experiment left behind: result, logs, files. Thread-safe.
final class OutputRoutes {
  static final String NEXT_OFFSET = "Retort-Next-Offset";
  static final String COMPLETE = "Retort-Complete";

  private static final String ONE = "/v1/experiments/{id}";

  private final Engine engine;
  private final Finding finding;
  private final Results results;

  OutputRoutes(Engine engine) {
    this.engine = engine;
    this.finding = new Finding(engine);
    this.results = new Results(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get(ONE + "/result", "result", "Get an experiment's result")
            .tag("output")
            .describe(
                "The JSON that Java code left, or the file that a command names as its result, or"
                    + " what it printed. There once the experiment has ended.")
            .produces(null)
            .header("Range", "bytes=a-b: only this part")
            .answers(200, "the result", OpenApi.RESULT)
            .answers(206, "a part of it", "")
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.NO_OUTPUT_YET,
                ProblemKind.NO_RESULT,
                ProblemKind.RANGE_NOT_SATISFIABLE)
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
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.NO_OUTPUT_YET,
                ProblemKind.NO_LOG,
                ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::log));
    routes.add(
        Route.get(ONE + "/files", "listFiles", "List the files that the program wrote")
            .tag("output")
            .answers(200, "the regular files", "FileList")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::files));
    routes.add(
        Route.get(ONE + "/files/{path...}", "file", "Get a file that the program wrote")
            .tag("output")
            .produces(null)
            .header("Range", "bytes=a-b: only this part")
            .answers(200, "the file", "")
            .answers(206, "a part of it", "")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::file));
  }

  private Answer result(Call call) throws IOException {
    Experiment experiment = finding.find(call);
    if (!experiment.status().ended()) {
      throw notYet(experiment, "result");
    }
    return results
        .answer(call, experiment)
        .orElseThrow(() ->
            Problem.of(ProblemKind.NO_RESULT, results.missing(experiment))
                .with("experiment_status", experiment.status().word())
                .exception());
  }

  private Answer log(Call call) throws IOException {
    Experiment experiment = finding.find(call);
    String stream = call.parameter("stream").orElse("stdout");
    ExperimentFiles files = engine.files(experiment);
    WorkFiles.Opened opened =
        WorkFiles.openBeside(stream.equals("stdout") ? files.stdout() : files.stderr())
            .orElseThrow(() -> noLog(experiment, stream));
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

  private static ProblemException noLog(Experiment experiment, String stream) {
    String status = experiment.status().word();
    return experiment.status().ended()
        ? Problem.of(
                ProblemKind.NO_LOG, "the experiment is " + status + " and there is no " + stream)
            .with("experiment_status", status)
            .exception()
        : notYet(experiment, stream);
  }

  private static ProblemException notYet(Experiment experiment, String what) {
    String status = experiment.status().word();
    return Problem.of(
            ProblemKind.NO_OUTPUT_YET, "there is no " + what + " yet: the experiment is " + status)
        .with("experiment_status", status)
        .exception();
  }

  private Answer files(Call call) {
    Experiment experiment = finding.find(call);
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
    Experiment experiment = finding.find(call);
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

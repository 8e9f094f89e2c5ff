package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.files.WorkFiles;
import dev.retort.engine.files.WorkPath;
import dev.retort.server.access.Scope;
import dev.retort.server.events.LiveStreams;
import dev.retort.server.files.FileAnswer;
import dev.retort.server.files.FilePath;
import dev.retort.server.http.Answer;
import dev.retort.server.http.ByteRange;
import dev.retort.server.http.Headers;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Prefer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.http.StrictJson;
import dev.retort.server.origin.Links;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.core.JsonGenerator;

/// The output of an experiment: logs and files. Thread-safe.
final class OutputRoutes {
  static final String NEXT_OFFSET = "Retort-Next-Offset";
  static final String COMPLETE = "Retort-Complete";

  private static final String ONE = "/v1/experiments/{id}";

  private static final HttpFields LOG_HEADERS =
      HttpFields.build()
          .put(Headers.contentType("text/plain; charset=utf-8"))
          .put("Content-Security-Policy", "sandbox; default-src 'none'")
          .put("Cache-Control", "no-store")
          .asImmutable();

  private final Engine engine;
  private final LiveStreams streams;
  private final int uriLength;
  private final ExperimentLookup lookup;

  OutputRoutes(Engine engine, HttpLimits limits, LiveStreams streams) {
    this.engine = engine;
    this.streams = streams;
    this.uriLength = limits.uriLength();
    this.lookup = new ExperimentLookup(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get(ONE + "/log", "log", "Read the output of a program")
            .scope(Scope.READ)
            .tag("output")
            .describe(
                "Returns the bytes after an offset. "
                    + NEXT_OFFSET
                    + " is the offset of the next read; "
                    + COMPLETE
                    + " is true once the log is complete. With follow=true the answer goes on until"
                    + " the attempt has ended; a reader whose connection breaks resumes with from ="
                    + " the offset after the last byte that it has.")
            .produces("text/plain")
            .takes(
                new QueryParameter.Choice(
                    "stream", "The stream; stdout by default", List.of("stdout", "stderr")))
            .takes(
                new QueryParameter.Number("from", "Offset of the first byte", 0, Long.MAX_VALUE, 0))
            .takes(new QueryParameter.Flag("follow", "Whether to wait for more output"))
            .answers(200, "The bytes", "")
            .sends(NEXT_OFFSET, "The offset of the next read", 200)
            .sends(COMPLETE, "true once the log is complete", 200)
            .sends(LiveStreams.ATTEMPT, "The number of the attempt whose log it is", 200)
            .fails(
                ProblemKind.NOT_FOUND,
                ProblemKind.PURGED,
                ProblemKind.NO_OUTPUT_YET,
                ProblemKind.NO_LOG,
                ProblemKind.RANGE_NOT_SATISFIABLE,
                ProblemKind.UNAVAILABLE)
            .does(this::log));
    routes.add(
        Route.get(ONE + "/files", "listFiles", "List the files of an experiment")
            .scope(Scope.READ)
            .tag("output")
            .describe(
                "Regular files and symbolic links. A link that leads to a file in the working"
                    + " directory is served as that file; not_served says why another is not. An"
                    + " href holds the bytes of the name, percent-encoded.")
            .takes(FilePage.CURSOR)
            .takes(FilePage.LIMIT)
            .header("Prefer", Prefer.LINKS)
            .answers(200, "One page of the files", "FileList")
            .sends("Link", "The next page", 200)
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.INVALID_QUERY_PARAMETER)
            .does(this::files));
    routes.add(
        Route.get(ONE + "/files/{path...}", "file", "Get a file of an experiment")
            .scope(Scope.READ)
            .tag("output")
            .produces(null)
            .header("Range", "bytes=a-b: only this range")
            .answers(200, "The file", "")
            .answers(206, "The requested range", "")
            .answersNothing(304, "The client has the current version")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.RANGE_NOT_SATISFIABLE)
            .does(this::file));
  }

  private Answer log(RouteRequest request) throws IOException {
    Experiment experiment = lookup.find(request);
    String stream = request.parameter("stream").orElse("stdout");
    boolean ended = experiment.status().ended();
    long from = request.number("from");
    if (request.flag("follow") && experiment.status() == Status.PENDING) {
      return streams.log(experiment, stream, from, LOG_HEADERS);
    }
    ExperimentFiles files = engine.files(experiment);
    Path log = stream.equals("stdout") ? files.stdout() : files.stderr();
    Optional<WorkFiles.Opened> opened =
        engine.work().call("open the log", () -> WorkFiles.openBeside(log));
    if (opened.isEmpty()) {
      if (request.flag("follow") && !ended) {
        return streams.log(experiment, stream, from, LOG_HEADERS);
      }
      throw noLog(experiment, stream);
    }
    SeekableByteChannel channel = opened.get().channel();
    long size = opened.get().bytes();
    if (from > size) {
      channel.close();
      throw Problem.of(
              ProblemKind.RANGE_NOT_SATISFIABLE,
              stream + " has " + size + " bytes so far, but from is " + from)
          .exception();
    }
    if (request.flag("follow")) {
      channel.close();
      return streams.log(experiment, stream, from, LOG_HEADERS);
    }
    return new Answer.Streamed(
            200,
            LOG_HEADERS,
            size - from,
            new FileAnswer.RangeBody(channel, new ByteRange(from, size - from)))
        .with(NEXT_OFFSET, Long.toString(size))
        .with(COMPLETE, Boolean.toString(ended))
        .with(LiveStreams.ATTEMPT, Integer.toString(experiment.state().attempt()));
  }

  private static ProblemException noLog(Experiment experiment, String stream) {
    String status = experiment.status().word();
    return experiment.status().ended()
        ? Problem.of(ProblemKind.NO_LOG, "the experiment is " + status + " and has no " + stream)
            .with("experiment_status", status)
            .exception()
        : notYet(experiment, stream);
  }

  static ProblemException notYet(Experiment experiment, String what) {
    String status = experiment.status().word();
    return Problem.of(
            ProblemKind.NO_OUTPUT_YET,
            "the experiment has no " + what + " yet; its status is " + status)
        .with("experiment_status", status)
        .exception();
  }

  private Answer files(RouteRequest request) {
    Experiment experiment = lookup.find(request);
    Path work = engine.files(experiment).work();
    WorkFiles.Listing listing = engine.work().call("list the files", () -> WorkFiles.list(work));
    FilePage page = FilePage.of(request, experiment, listing.files());
    Answer answer =
        Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeName("files");
                  json.writeStartArray();
                  page.files().forEach(file -> write(json, experiment, file));
                  json.writeEndArray();
                  json.writeBooleanProperty("truncated", listing.truncated());
                  if (page.next() == null) {
                    json.writeNullProperty("next");
                  } else {
                    json.writeStringProperty("next", page.next());
                  }
                  json.writeEndObject();
                })
            .with("Cache-Control", "no-store");
    return page.link(request, ExperimentLinks.path(experiment) + "/files")
        .map(link -> answer.with("Link", link))
        .orElse(answer);
  }

  private void write(JsonGenerator json, Experiment experiment, WorkFiles.Listed file) {
    WorkFiles.Link link = file.link();
    String route = "/v1/experiments/" + experiment.id() + "/files/" + FilePath.encoded(file.path());
    String obstacle = link == null ? null : link.obstacle();
    if (Links.path(route).length() > uriLength) {
      obstacle = "its link would have more than " + uriLength + " characters";
    }
    json.writeStartObject();
    json.writeStringProperty("path", QuotedText.printable(file.path().toString()));
    json.writeStringProperty("type", link == null ? "file" : "link");
    json.writeNumberProperty("bytes", file.bytes());
    json.writeStringProperty("modified_at", file.modified().toString());
    StrictJson.text(json, "target", link == null ? null : link.target());
    StrictJson.text(json, "href", obstacle == null ? Links.to(route) : null);
    StrictJson.text(json, "not_served", obstacle);
    json.writeEndObject();
  }

  private Answer file(RouteRequest request) throws IOException {
    Experiment experiment = lookup.find(request);
    String path = request.variable(1);
    WorkPath file = FilePath.decoded(path).orElseThrow(() -> noFile(path));
    Path work = engine.files(experiment).work();
    WorkFiles.Opened opened =
        engine
            .work()
            .call("open the file", () -> WorkFiles.open(work, file))
            .orElseThrow(() -> noFile(path));
    String name = file.fileName();
    return FileAnswer.of(request, opened, name, FileAnswer.typeOf(name));
  }

  private static ProblemException noFile(String path) {
    return Problem.of(
            ProblemKind.NOT_FOUND,
            "the experiment has no file " + QuotedText.quoted(path) + "; /files lists its files")
        .exception();
  }
}

package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.server.access.Scope;
import dev.retort.server.files.ExperimentArchive;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Headers;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;

/// An experiment as one file. Thread-safe.
final class ArchiveRoute {
  private static final String ZIP = "application/zip";

  private final Engine engine;
  private final ExperimentLookup lookup;

  ArchiveRoute(Engine engine) {
    this.engine = engine;
    this.lookup = new ExperimentLookup(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/v1/experiments/{id}/archive", "archive", "Get an experiment as a ZIP archive")
            .scope(Scope.READ)
            .tag("output")
            .describe(
                "The record, parameters, input, logs and files of the experiment, in a directory of"
                    + " its id. Of a running experiment it has what is there now.")
            .produces(ZIP)
            .answers(200, "The archive", "")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::archive));
  }

  private Answer archive(RouteRequest request) throws IOException {
    Experiment experiment = lookup.find(request);
    HttpFields headers =
        HttpFields.build()
            .put(Headers.contentType(ZIP))
            .put("Content-Disposition", "attachment; filename=\"" + experiment.id() + ".zip\"")
            .put("Cache-Control", "no-store")
            .asImmutable();
    Answer.Body body =
        request.jetty().getMethod().equals("HEAD")
            ? _ -> {}
            : new ExperimentArchive(engine, experiment).begin();
    return new Answer.Streamed(200, headers, -1, body);
  }
}

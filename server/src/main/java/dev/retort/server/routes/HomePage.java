package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.server.access.Caller;
import dev.retort.server.access.Scope;
import dev.retort.server.files.ExperimentResults;
import dev.retort.server.http.Answer;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.origin.Links;
import java.util.List;
import java.util.Set;

/// The home page for browsers: programs and the latest experiments. Thread-safe.
final class HomePage {
  private static final String HTML = "text/html; charset=utf-8";
  private static final int LATEST = 20;

  /// Maximum number of characters of a message.
  private static final int LONGEST_LINE = 120;

  private static final String OWN_ONLY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
          + " frame-ancestors 'none'; base-uri 'none'";

  private final Engine engine;
  private final ExperimentResults results;

  HomePage(Engine engine) {
    this.engine = engine;
    this.results = new ExperimentResults(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/", "home", "Home page")
            .scope(Scope.READ)
            .hidden()
            .produces("text/html")
            .does(this::home));
  }

  private Answer home(RouteRequest request) {
    StringBuilder page = new StringBuilder(4_096);
    page.append(
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Retort</title><link rel="icon" href="data:,">
        <style>
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .75rem .25rem 0;
        border-bottom:1px solid #ccc}pre{background:#f4f4f4;padding:.75rem;overflow:auto}
        @media (prefers-color-scheme:dark){body{background:#181818;color:#ddd}a{color:#8bf}
        pre{background:#262626}td,th{border-color:#444}}
        </style></head><body><h1>Retort</h1>
        """);
    page.append("<p>")
        .append(engine.backlogLength())
        .append(" in the backlog. ")
        .append(pageLink("/docs", "API documentation"))
        .append(" · ")
        .append(pageLink("/openapi.json", "OpenAPI"))
        .append(" · ")
        .append(pageLink("/v1/backlog", "backlog"))
        .append(" · ")
        .append(pageLink("/v1/experiments", "experiments as JSON"))
        .append("</p>");
    page.append("<pre>curl -d 'query_name=foo&amp;query_sequence=MKTAYIAK' ")
        .append(QuotedText.html(Links.url("/")))
        .append("</pre>");
    programs(page);
    experiments(page, request.caller());
    page.append("</body></html>\n");
    return Answer.text(200, HTML, page.toString())
        .with("Content-Security-Policy", OWN_ONLY)
        .with("Cache-Control", "no-store");
  }

  private static String pageLink(String path, String text) {
    return "<a href=\"" + Links.path(path) + "\">" + text + "</a>";
  }

  private void programs(StringBuilder page) {
    Set<String> paused = engine.paused();
    page.append("<h2>Programs</h2><table><tr><th>Name</th><th>Title</th><th></th></tr>");
    for (Program program : engine.programs()) {
      String title = program.settings().description().title();
      row(
          page,
          QuotedText.html(program.name()),
          QuotedText.html(title == null ? "" : title),
          paused.contains(program.name()) ? "paused" : "");
    }
    page.append("</table>");
  }

  private void experiments(StringBuilder page, Caller caller) {
    List<Experiment> latest = engine.list(caller.readable(ExperimentFilter.ALL), LATEST);
    Set<String> paused = engine.paused();
    page.append("<h2>Latest experiments</h2><table><tr><th>Query</th><th>Program</th>")
        .append("<th>Status</th><th>Return code</th><th>Accepted</th><th></th></tr>");
    for (Experiment experiment : latest) {
      String path = Links.path("/v1/experiments/" + experiment.id());
      row(
          page,
          "<a href=\"" + path + "\">" + QuotedText.html(experiment.query().name()) + "</a>",
          QuotedText.html(experiment.program()),
          QuotedText.html(statusText(experiment, paused)),
          returnCode(experiment),
          experiment.createdAt().toString(),
          links(path, experiment));
    }
    page.append("</table>");
  }

  private static String returnCode(Experiment experiment) {
    Integer code = experiment.state().end().returnCode();
    return code == null ? "" : code.toString();
  }

  /// The status with further details.
  private String statusText(Experiment experiment, Set<String> paused) {
    String status = experiment.status().word();
    Reason reason = experiment.state().end().reason();
    return switch (experiment.status()) {
      case PENDING ->
          engine
              .waitingFor(experiment, paused)
              .map(what -> status + ", waits for " + what.word())
              .orElse(status);
      case RUNNING ->
          engine
              .stage(experiment)
              .map(stage -> status + ", stopping: " + stage.step().word())
              .orElseGet(() ->
                  engine
                      .progress(experiment)
                      .map(progress -> status + ", " + Math.round(progress.fraction() * 100) + " %")
                      .orElse(status));
      case FAILED ->
          status
              + (reason == null ? "" : ": " + reason.word().replace('_', ' '))
              + experiment.state().end().lastLine().map(HomePage::abridged).orElse("");
      case FINISHED, CANCELLED -> status;
    };
  }

  private static String abridged(String line) {
    int shown = Math.min(LONGEST_LINE, line.codePointCount(0, line.length()));
    int end = line.offsetByCodePoints(0, shown);
    return ", " + line.substring(0, end) + (end < line.length() ? " …" : "");
  }

  /// Links to the available output.
  private String links(String path, Experiment experiment) {
    boolean ran = experiment.state().attempt() > 0;
    return (results.exists(experiment) ? resultLink(path, experiment) : "")
        + (ran && !isJava(experiment) ? link(path, "log") : "")
        + (ran ? link(path, "files") + link(path, "attempts") : "");
  }

  private static String resultLink(String path, Experiment experiment) {
    return experiment.status() == Status.FINISHED
        ? link(path, "result")
        : "<a href=\"" + path + "/result?partial=true\">partial result</a> ";
  }

  private boolean isJava(Experiment experiment) {
    return engine.program(experiment.program()).filter(Program::inProcess).isPresent();
  }

  private static String link(String path, String what) {
    return "<a href=\"" + path + '/' + what + "\">" + what + "</a> ";
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append("<td>").append(cell).append("</td>");
    }
    page.append("</tr>");
  }
}

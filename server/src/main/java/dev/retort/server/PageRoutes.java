package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.Filter;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.engine.Engine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Pages for people, the OpenAPI document, and what a kind of problem means. Thread-safe.
final class PageRoutes {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/";
  private static final int LATEST = 20;

  private static final String OWN_ONLY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
          + " frame-ancestors 'none'; base-uri 'none'";

  /// Swagger UI sets styles by attribute and draws its icons from data URIs.
  private static final String DOCS_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; font-src 'self' data:;"
          + " form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

  private final Engine engine;
  private final Results results;
  private byte @Nullable [] rendered;

  PageRoutes(Engine engine) {
    this.engine = engine;
    this.results = new Results(engine);
  }

  /// Call it last: the document shows the routes that are there by then.
  void addTo(Routes routes) {
    routes.add(
        Route.get("/", "home", "A page for people")
            .hidden()
            .produces("text/html")
            .does(this::home));
    routes.add(
        Route.get("/problems/{name}", "problemKind", "What a kind of problem means")
            .answers(200, "the kind", "ProblemKind")
            .fails(ProblemKind.NOT_FOUND)
            .does(call -> problemKind(call.variable(0))));
    addPage(routes, "/docs", HTML, Resources.own("docs.html"));
    addPage(routes, "/docs/", HTML, Resources.own("docs.html"));
    addPage(routes, "/docs/start.js", SCRIPT, Resources.own("docs.js"));
    String swagger = SWAGGER + swaggerVersion() + '/';
    addPage(
        routes,
        "/docs/swagger-ui.css",
        "text/css; charset=utf-8",
        Resources.read(swagger + "swagger-ui.css"));
    addPage(
        routes,
        "/docs/swagger-ui-bundle.js",
        SCRIPT,
        Resources.read(swagger + "swagger-ui-bundle.js"));
    routes.add(
        Route.get("/openapi.json", "openApi", "This document")
            .answers(200, "OpenAPI 3.1", "")
            .does(call -> whole(Answer.JSON, document(routes))));
  }

  private synchronized byte[] document(Routes routes) {
    byte[] text = rendered;
    if (text == null) {
      text = OpenApi.of(routes, engine.programs()).toString().getBytes(StandardCharsets.UTF_8);
      rendered = text;
    }
    return text;
  }

  private static String swaggerVersion() {
    String properties =
        new String(
            Resources.read("META-INF/maven/org.webjars/swagger-ui/pom.properties"),
            StandardCharsets.UTF_8);
    return properties
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("swagger-ui does not say its version"));
  }

  private static void addPage(Routes routes, String path, String type, byte[] content) {
    ByteBuffer body = ByteBuffer.wrap(content).asReadOnlyBuffer();
    routes.add(
        Route.get(path, path, path)
            .hidden()
            .produces(Accept.bare(type))
            .does(_ ->
                Answer.whole(200, type, body.duplicate())
                    .with("Content-Security-Policy", DOCS_POLICY)
                    .with("Cache-Control", "max-age=3600")));
  }

  private static Answer.Whole whole(String type, byte[] content) {
    return Answer.whole(200, type, ByteBuffer.wrap(content));
  }

  private static Answer problemKind(String name) {
    ProblemKind kind =
        Arrays.stream(ProblemKind.values())
            .filter(each -> each.slug().equals(name))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(ProblemKind.NOT_FOUND, "there is no problem " + Text.quoted(name))
                    .exception());
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("type", "/problems/" + kind.slug());
          json.writeStringProperty("title", kind.title());
          json.writeNumberProperty("status", kind.status());
          json.writeEndObject();
        });
  }

  private Answer home(Call call) {
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
        .append(" in the backlog. <a href=\"/docs\">API documentation</a> · ")
        .append("<a href=\"/openapi.json\">OpenAPI</a> · <a href=\"/v1/backlog\">backlog</a> · ")
        .append("<a href=\"/v1/experiments\">experiments as JSON</a></p>");
    page.append("<pre>curl -d 'query_name=foo&amp;query_sequence=MKTAYIAK' ")
        .append(Text.html(here(call)))
        .append("</pre>");
    programs(page);
    experiments(page);
    page.append("</body></html>\n");
    return Answer.text(200, HTML, page.toString())
        .with("Content-Security-Policy", OWN_ONLY)
        .with("Cache-Control", "no-store");
  }

  private static String here(Call call) {
    String host = call.header("Host");
    return "http://"
        + (host == null ? "localhost:" + RetortServerBuilder.DEFAULT_PORT : host)
        + '/';
  }

  private void programs(StringBuilder page) {
    Set<String> paused = engine.paused();
    page.append("<h2>Programs</h2><table><tr><th>Name</th><th>Title</th><th></th></tr>");
    for (Program program : engine.programs()) {
      String title = program.settings().face().title();
      row(
          page,
          Text.html(program.name()),
          Text.html(title == null ? "" : title),
          paused.contains(program.name()) ? "paused" : "");
    }
    page.append("</table>");
  }

  private void experiments(StringBuilder page) {
    List<Experiment> latest = engine.list(Filter.ALL, LATEST);
    Set<String> paused = engine.paused();
    page.append("<h2>Latest experiments</h2><table><tr><th>Query</th><th>Program</th>")
        .append("<th>Status</th><th>Return code</th><th>Accepted</th><th></th></tr>");
    for (Experiment experiment : latest) {
      String path = ExperimentJson.path(experiment);
      row(
          page,
          "<a href=\"" + path + "\">" + Text.html(experiment.query().name()) + "</a>",
          Text.html(experiment.program()),
          Text.html(state(experiment, paused)),
          returned(experiment),
          experiment.createdAt().toString(),
          links(path, experiment));
    }
    page.append("</table>");
  }

  private static String returned(Experiment experiment) {
    Integer code = experiment.state().end().returnCode();
    return code == null ? "" : code.toString();
  }

  /// Status, with what is peculiar about it.
  private String state(Experiment experiment, Set<String> paused) {
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
              .map(stage -> status + ", is being stopped: " + stage.step().word())
              .orElseGet(() ->
                  engine
                      .progress(experiment)
                      .map(progress -> status + ", " + Math.round(progress.fraction() * 100) + " %")
                      .orElse(status));
      case FAILED -> reason == null ? status : status + ": " + reason.word().replace('_', ' ');
      case FINISHED, CANCELLED -> status;
    };
  }

  /// What there is to see of it.
  private String links(String path, Experiment experiment) {
    boolean ran = experiment.state().attempt() > 0;
    return (results.exists(experiment) ? link(path, "result") : "")
        + (ran && !isJava(experiment) ? link(path, "log") : "")
        + (ran ? link(path, "files") + link(path, "attempts") : "");
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

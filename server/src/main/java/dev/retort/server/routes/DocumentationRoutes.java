package dev.retort.server.routes;

import dev.retort.engine.Engine;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Accept;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Prefer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import dev.retort.server.openapi.OpenApi;
import dev.retort.server.openapi.Resources;
import dev.retort.server.origin.Links;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document, its page at `/docs`, and the meaning of each problem type. Thread-safe.
final class DocumentationRoutes {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/";

  /// Swagger UI sets styles in attributes and loads icons from data URIs.
  private static final String DOCS_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; font-src 'self' data:;"
          + " form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

  private final Engine engine;
  private @Nullable String template;

  DocumentationRoutes(Engine engine) {
    this.engine = engine;
  }

  /// Call this last: the document contains the routes added before.
  void addTo(Routes routes) {
    routes.add(
        Route.get("/problems/{name}", "problemKind", "Explain a problem type")
            .open()
            .variable("name", "The last segment of the type of a problem")
            .header("Prefer", Prefer.LINKS)
            .answers(200, "The problem type", "ProblemKind")
            .fails(ProblemKind.NOT_FOUND)
            .does(request -> problemKind(request.variable(0))));
    String page = new String(Resources.own("docs.html"), StandardCharsets.UTF_8);
    addPage(routes, "/docs", HTML, () -> text(page.replace("{docs}", Links.path("/docs"))));
    addFile(routes, "/docs/start.js", SCRIPT, Resources.own("docs.js"));
    String swagger = SWAGGER + swaggerVersion() + '/';
    addFile(
        routes,
        "/docs/swagger-ui.css",
        "text/css; charset=utf-8",
        Resources.read(swagger + "swagger-ui.css"));
    addFile(
        routes,
        "/docs/swagger-ui-bundle.js",
        SCRIPT,
        Resources.read(swagger + "swagger-ui-bundle.js"));
    routes.add(
        Route.get("/openapi.json", "openApi", "Get this document")
            .scope(Scope.SUBMIT, Scope.READ)
            .header("Prefer", Prefer.LINKS)
            .answers(200, "OpenAPI 3.1", "OpenApiDocument")
            .does(request -> whole(Answer.JSON, document(routes)).with("Vary", "Prefer")));
  }

  /// The document for the address at which the client sees the server.
  private byte[] document(Routes routes) {
    return OpenApi.at(Links.to(""), template(routes)).getBytes(StandardCharsets.UTF_8);
  }

  private synchronized String template(Routes routes) {
    String text = template;
    if (text == null) {
      text = OpenApi.template(routes, engine.programs());
      template = text;
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
        .orElseThrow(() -> new IllegalStateException("the version of swagger-ui is missing"));
  }

  private static ByteBuffer text(String content) {
    return ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
  }

  private static void addFile(Routes routes, String path, String type, byte[] content) {
    ByteBuffer body = ByteBuffer.wrap(content).asReadOnlyBuffer();
    addPage(routes, path, type, body::duplicate);
  }

  private static void addPage(
      Routes routes, String path, String type, Supplier<ByteBuffer> content) {
    routes.add(
        Route.get(path, path, path)
            .open()
            .hidden()
            .produces(Accept.bare(type))
            .does(_ ->
                Answer.whole(200, type, content.get())
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
                Problem.of(ProblemKind.NOT_FOUND, "unknown problem type " + QuotedText.quoted(name))
                    .exception());
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("type", kind.link());
          json.writeStringProperty("title", kind.title());
          json.writeNumberProperty("status", kind.status());
          json.writeEndObject();
        });
  }
}

package dev.retort.server;

import dev.retort.core.program.Program;
import dev.retort.core.store.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder;
import dev.retort.server.http.Accept;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import dev.retort.server.http.Routes;
import dev.retort.server.metrics.Metrics;
import dev.retort.server.openapi.OpenApi;
import dev.retort.server.routes.ApiRoutes;
import dev.retort.server.submit.RequestReader;
import dev.retort.store.memory.MemoryStore;
import dev.retort.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a free loopback port, with an engine on a directory of its own.
final class TestServer implements AutoCloseable {
  static final JsonMapper MAPPER = new JsonMapper();

  private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+) (/\\S*) HTTP/1\\.[01]\r\n");

  final Path directory;
  final Engine engine;
  final RetortServer server;
  private final HttpClient client;
  private final DocumentedTraffic documented;

  private TestServer(
      Path directory,
      Engine engine,
      RetortServer server,
      DocumentedTraffic documented,
      HttpClient client) {
    this.directory = directory;
    this.engine = engine;
    this.server = server;
    this.documented = documented;
    this.client = client;
  }

  /// The same server, for a client with this loopback address.
  TestServer from(String address) {
    HttpClient other = HttpClient.newBuilder().localAddress(InetAddress.ofLiteral(address)).build();
    return new TestServer(directory, engine, server, documented, other);
  }

  static TestServer with(Program... programs) {
    return with(setup -> setup, programs);
  }

  static TestServer with(UnaryOperator<RetortServerBuilder> setup, Program... programs) {
    return open(setup, engine -> engine.store(SqliteStore::open), programs);
  }

  /// The same with an engine that is set up otherwise.
  static TestServer onEngine(UnaryOperator<EngineBuilder> setUp, Program... programs) {
    return open(setup -> setup, engine -> setUp.apply(engine.store(SqliteStore::open)), programs);
  }

  /// The same with server and engine set up otherwise.
  static TestServer with(
      UnaryOperator<RetortServerBuilder> setup,
      UnaryOperator<EngineBuilder> setUpEngine,
      Program... programs) {
    return open(setup, engine -> setUpEngine.apply(engine.store(SqliteStore::open)), programs);
  }

  private static TestServer open(
      UnaryOperator<RetortServerBuilder> setup,
      UnaryOperator<EngineBuilder> setUpEngine,
      Program... programs) {
    try {
      Path directory = Files.createTempDirectory("retort-server-test");
      Engine engine =
          setUpEngine
              .apply(
                  Engine.builder(directory)
                      .store(_ -> new MemoryStore())
                      .programs(List.of(programs)))
              .open();
      RetortServerBuilder builder = setup.apply(RetortServer.builder(engine).port(0));
      Routes routes =
          ApiRoutes.of(engine, HttpLimits.DEFAULTS, Clock.systemUTC(), () -> false, false);
      try (Metrics metrics = new Metrics(engine, builder.meters())) {
        metrics.addTo(routes);
      }
      String document = OpenApi.at("", OpenApi.template(routes, engine.programs()));
      return new TestServer(
          directory,
          engine,
          builder.start(),
          new DocumentedTraffic(MAPPER.readTree(document), builder.origins().basePath().text()),
          HttpClient.newHttpClient());
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  /// The same on another store.
  static TestServer on(Supplier<Store> store, Program... programs) {
    return open(setup -> setup, engine -> engine.store(_ -> store.get()), programs);
  }

  URI uri(String path) {
    return server.uri().resolve(path);
  }

  Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Reply post(String path, String contentType, String body, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  /// A form to `POST /`.
  Reply form(String body) {
    return post("/", RequestReader.FORM, body);
  }

  /// JSON to `POST /v1/experiments`.
  Reply json(String body, String... headers) {
    return post("/v1/experiments", Answer.JSON, body, headers);
  }

  /// A post without a body.
  Reply post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /// A merge patch.
  Reply patch(String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  Reply send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    Reply reply = exchange(request);
    if (request.uri().getAuthority().equals(server.uri().getAuthority())) {
      documented.check(exchange(request, reply));
    }
    return reply;
  }

  private static DocumentedTraffic.Exchange exchange(HttpRequest request, Reply reply) {
    String type = request.headers().firstValue("Content-Type").map(Accept::bare).orElse("");
    boolean json = type.equals(Answer.JSON) || type.endsWith("+json");
    String query = request.uri().getRawQuery();
    return new DocumentedTraffic.Exchange(
        request.method(),
        request.uri().getRawPath() + (query == null ? "" : '?' + query),
        json ? type : null,
        json && !request.headers().map().containsKey("Content-Encoding")
            ? SentBody.of(request)
            : null,
        reply.status(),
        Accept.bare(reply.header("Content-Type")),
        reply.http().headers().map().keySet(),
        reply.http().body());
  }

  private Reply exchange(HttpRequest request) {
    try {
      return new Reply(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /// Sends bytes as they are and reads until the server closes the connection.
  String raw(String bytes) throws IOException {
    return raw(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  String raw(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      String answers = readAll(socket.getInputStream());
      checkRaw(new String(bytes, StandardCharsets.ISO_8859_1), answers);
      return answers;
    }
  }

  /// Checks the answer to the first request, if its first line is one.
  private void checkRaw(String request, String answers) {
    Matcher line = REQUEST_LINE.matcher(request);
    if (!line.lookingAt()
        || !answers.startsWith("HTTP/1.1 ")
        || answers.contains(" 100 Continue")) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(answers.getBytes(StandardCharsets.ISO_8859_1));
    LocalAnswer answer = AnswerReader.read(bytes, line.group(1).equals("HEAD"));
    DocumentedTraffic.Exchange exchange =
        new DocumentedTraffic.Exchange(
            line.group(1),
            line.group(2),
            null,
            null,
            answer.status(),
            Accept.bare(answer.header("Content-Type")),
            answer.headers().keySet(),
            answer.body().getBytes(StandardCharsets.UTF_8));
    documented.check(exchange);
  }

  /// All until the end; a reset after an answer counts as the end.
  static String readAll(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (java.net.SocketException reset) {
      // what came before it counts
    }
    return text.toString();
  }

  /// How many experiments there are.
  int accepted() {
    return engine.list(dev.retort.core.store.ExperimentFilter.ALL, 10_000).size();
  }

  /// Names of all files in the data directory, to see that nothing was left behind.
  List<String> spooled() {
    try (Stream<Path> files = Files.list(directory.resolve("incoming"))) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).toList());
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    server.stop();
    engine.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | java.io.UncheckedIOException failed) {
      // a program may still be writing; the system clears its temporary directory
    }
  }

  /// An answer, with shorter words than the client's.
  record Reply(HttpResponse<byte[]> http) {
    int status() {
      return http.statusCode();
    }

    String text() {
      return new String(http.body(), StandardCharsets.UTF_8);
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      return MAPPER.readTree(http.body());
    }

    /// The experiment id in it, of either form of answer.
    String id() {
      JsonNode json = json();
      return json.path("experiment_id").asString(json.path("Query ID").asString(""));
    }

    /// Status and kind of a problem, for example `422 validation`.
    String problem() {
      if (!header("Content-Type").equals(Problem.MEDIA_TYPE)) {
        return status() + " without a problem document: " + text();
      }
      return status() + " " + json().path("type").asString("").replace("/problems/", "");
    }
  }
}

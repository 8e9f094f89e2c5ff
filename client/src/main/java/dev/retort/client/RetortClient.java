package dev.retort.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Retort server, as a Java program sees it.
///
/// Every call blocks until the server has answered, tries again for a while when the connection is
/// lost or the server asks for it (429, 503), and throws [RetortClientException] when the server
/// refuses or stays away. A submission carries an idempotency key, so that trying again never makes
/// a second experiment. Thread-safe.
public final class RetortClient implements AutoCloseable {
  /// How long a request is tried by default.
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  /// How long one request of [#await] asks the server to wait.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final int PAGE = 100;
  private static final Duration BETWEEN_LOG_READS = Duration.ofMillis(300);

  private final HttpClient http;
  private final URI server;
  private final Exchange exchange;
  private final Exchange once;

  private RetortClient(HttpClient http, URI server, Duration patience) {
    this.http = http;
    this.server = server;
    this.exchange = new Exchange(http, server, patience);
    this.once = new Exchange(http, server, Duration.ZERO);
  }

  /// A client of the server at that address, for example `http://127.0.0.1:8000`.
  public static RetortClient at(URI server) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    return new RetortClient(http, server, DEFAULT_PATIENCE);
  }

  /// The same client (it shares the connections) that tries each request for that long; zero for
  /// once.
  public RetortClient withPatience(Duration patience) {
    return new RetortClient(http, server, patience);
  }

  public URI server() {
    return server;
  }

  /// Submits a query and answers once it is durable.
  public RemoteExperiment submit(NewQuery query) {
    SubmitBody body;
    try {
      body = SubmitBody.of(query);
    } catch (IOException unreadable) {
      throw SubmitBody.unreadable(unreadable);
    }
    HttpRequest request =
        exchange
            .request(new QueryString("/v1/experiments"))
            .header("Content-Type", body.contentType())
            .header("Idempotency-Key", query.idempotencyKey())
            .POST(body.publisher())
            .build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// The experiment as it is now; empty when the server knows none of that id.
  public Optional<RemoteExperiment> find(String id) {
    try {
      return Optional.of(exchange.json(get(experiment(id, "")), RemoteExperiment.class));
    } catch (RetortClientException refused) {
      if (refused.status() == 404) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// Waits for the end of an experiment and answers with it as it then is, ended or not.
  ///
  /// @param atMost how long to wait
  public RemoteExperiment await(String id, Duration atMost) {
    long start = System.nanoTime();
    while (true) {
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      RemoteExperiment experiment = waitFor(id, left);
      if (experiment.status().ended() || left.compareTo(LONGEST_WAIT) <= 0) {
        return experiment;
      }
    }
  }

  /// One long poll: answers at the end of the experiment, or when the time or the server's limit is
  /// up.
  public RemoteExperiment waitFor(String id, Duration atMost) {
    long seconds = Math.clamp(atMost.toSeconds(), 0, LONGEST_WAIT.toSeconds());
    HttpRequest request =
        exchange.request(experiment(id, "")).header("Prefer", "wait=" + seconds).GET().build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// The experiments that the filter lets through, latest accepted first; pages are fetched as the
  /// stream is read.
  public Stream<RemoteExperiment> list(ExperimentFilter filter) {
    return Stream.iterate(
            Optional.of(page(filter, null, PAGE)),
            Optional::isPresent,
            page -> page.map(ExperimentPage::next).map(cursor -> page(filter, cursor, PAGE)))
        .flatMap(Optional::stream)
        .flatMap(page -> page.experiments().stream());
  }

  /// One page of them.
  ///
  /// @param cursor where the page before ended; null for the first
  /// @param limit 1 or more; the server has a largest
  public ExperimentPage page(ExperimentFilter filter, @Nullable String cursor, int limit) {
    QueryString query = new QueryString("/v1/experiments");
    filter.addTo(query);
    query.add("cursor", cursor).add("limit", limit);
    return exchange.json(get(query), ExperimentPage.class);
  }

  /// Asks for an experiment's end and answers with it as it is then.
  ///
  /// @throws RetortClientException status 409 when it had ended
  public RemoteExperiment cancel(String id) {
    return exchange.json(post(experiment(id, "/cancel")), RemoteExperiment.class);
  }

  /// Asks again what an experiment asked, whatever became of it, and answers with the new one.
  ///
  /// @throws RetortClientException status 404 or 410 when there is no such experiment
  public RemoteExperiment rerun(String id) {
    return rerun(id, UUID.randomUUID().toString());
  }

  /// The same with a key of the caller's own: one key makes one experiment.
  ///
  /// @param idempotencyKey 1 to 255 visible ASCII characters
  public RemoteExperiment rerun(String id, String idempotencyKey) {
    HttpRequest request =
        exchange
            .request(experiment(id, "/rerun"))
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.noBody())
            .build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// Marks an experiment to be passed over by retention, or not any more.
  public RemoteExperiment keep(String id, boolean keep) {
    HttpRequest request =
        exchange
            .request(experiment(id, ""))
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString("{\"keep\":" + keep + "}"))
            .build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// The attempts of an experiment, the first one first, the latest included.
  public List<RemoteAttempt> attempts(String id) {
    return exchange.json(get(experiment(id, "/attempts")), RemoteAttempt.Listing.class).attempts();
  }

  /// Copies what a log holds from that offset on, and answers where to go on.
  public LogPosition log(String id, LogStream stream, long from, OutputStream sink) {
    return Download.log(exchange, get(logAddress(id, stream, from)), from, sink);
  }

  /// Copies a log from that offset on until nothing more will be written; waits for its beginning.
  public void followLog(String id, LogStream stream, long from, OutputStream sink) {
    LogPosition position = new LogPosition(from, false);
    while (!position.complete()) {
      LogPosition next = logOrNothingYet(id, stream, position, sink);
      if (!next.complete() && next.next() == position.next()) {
        try {
          Backoff.pause(BETWEEN_LOG_READS);
        } catch (InterruptedException stopped) {
          throw Exchange.interrupted(stopped);
        }
      }
      position = next;
    }
  }

  private LogPosition logOrNothingYet(
      String id, LogStream stream, LogPosition position, OutputStream sink) {
    try {
      return log(id, stream, position.next(), sink);
    } catch (RetortClientException refused) {
      boolean never = refused.type().equals(RetortClientException.NO_LOG);
      if (!never && !refused.type().equals(RetortClientException.NO_OUTPUT_YET)) {
        throw refused;
      }
      return new LogPosition(position.next(), never);
    }
  }

  /// Copies the result of an experiment.
  public void result(String id, OutputStream sink) {
    Download.copy(exchange, get(experiment(id, "/result")), sink);
  }

  /// Copies the result of an experiment into a file, which is overwritten.
  public void result(String id, Path file) throws IOException {
    try (OutputStream sink = Files.newOutputStream(file)) {
      result(id, sink);
    }
  }

  /// The files that the program left in its working directory.
  public List<RemoteFile> files(String id) {
    return exchange.json(get(experiment(id, "/files")), RemoteFile.Listing.class).files();
  }

  /// Copies one of those files.
  ///
  /// @param path as [#files] names it
  public void file(String id, String path, OutputStream sink) {
    StringBuilder encoded = new StringBuilder("/files");
    for (String segment : path.split("/")) {
      encoded.append('/').append(QueryString.encode(segment));
    }
    Download.copy(exchange, get(experiment(id, encoded.toString())), sink);
  }

  /// How many experiments there are, by program and status.
  public RemoteBacklog backlog() {
    return exchange.json(get(new QueryString("/v1/backlog")), RemoteBacklog.class);
  }

  /// The programs that the server runs.
  public List<RemoteProgram> programs() {
    return exchange
        .json(get(new QueryString("/v1/programs")), RemoteProgram.Listing.class)
        .programs();
  }

  /// Starts no more experiments of a program; those that run go on.
  public RemoteProgram pause(String program) {
    return exchange.json(post(program(program, "/pause")), RemoteProgram.class);
  }

  /// Starts them again.
  public RemoteProgram resume(String program) {
    return exchange.json(post(program(program, "/resume")), RemoteProgram.class);
  }

  /// Whether the server lives, and whether it takes queries; asked once, without patience.
  public RemoteHealth health() {
    return new RemoteHealth(healthy("/health/live"), healthy("/health/ready"));
  }

  private boolean healthy(String path) {
    try {
      return once.send(
          once.request(new QueryString(path)).timeout(Duration.ofSeconds(5)).GET().build(),
          _ -> true);
    } catch (RetortClientException refused) {
      if (refused.unreachable()) {
        throw refused;
      }
      return false;
    }
  }

  private HttpRequest get(QueryString path) {
    return exchange.request(path).GET().build();
  }

  private HttpRequest post(QueryString path) {
    return exchange.request(path).POST(BodyPublishers.noBody()).build();
  }

  private static QueryString experiment(String id, String rest) {
    return new QueryString("/v1/experiments/" + QueryString.encode(id) + rest);
  }

  private static QueryString program(String name, String rest) {
    return new QueryString("/v1/programs/" + QueryString.encode(name) + rest);
  }

  private static QueryString logAddress(String id, LogStream stream, long from) {
    return experiment(id, "/log").add("stream", stream.word()).add("from", from);
  }

  /// Gives the connections back.
  @Override
  public void close() {
    http.close();
  }
}

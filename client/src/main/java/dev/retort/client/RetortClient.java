package dev.retort.client;

import dev.retort.core.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A client of a Retort server.
///
/// Every call blocks until the server answers. It retries for a limited time after a lost
/// connection and after 429 or 503, and throws [RetortClientException] if the server rejects the
/// request or stays unreachable. Submissions carry an idempotency key, so a retry never creates a
/// second experiment. Thread-safe.
public final class RetortClient implements AutoCloseable {
  /// The default retry time of a request.
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  /// The longest wait of one request of [#await].
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final int PAGE = 100;

  private final HttpClient http;
  private final Exchange exchange;
  private final Exchange once;

  private RetortClient(HttpClient http, Exchange exchange) {
    this.http = http;
    this.exchange = exchange;
    this.once = exchange.withPatience(Duration.ZERO);
  }

  /// A client of the server at a URI, for example `http://127.0.0.1:8000`, or
  /// `https://lab.example.org/tools/retort` behind a proxy.
  public static RetortClient at(URI server) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    return new RetortClient(http, new Exchange(http, server, DEFAULT_PATIENCE, null));
  }

  /// A client with another retry time; zero for no retries. It shares the connections of this
  /// client.
  public RetortClient withPatience(Duration patience) {
    return new RetortClient(http, exchange.withPatience(patience));
  }

  /// A client that sends this token with every request. It shares the connections of this client.
  public RetortClient withToken(String token) {
    return new RetortClient(http, exchange.withToken(token));
  }

  public URI server() {
    return exchange.server();
  }

  /// Submits a query and returns once it is durable.
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

  /// The current state of an experiment; empty if the server has no experiment of that id.
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

  /// Waits for the end of an experiment and returns its state then, ended or not.
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

  /// One long poll: returns when the experiment ends, or when the time or the server's limit is
  /// reached.
  public RemoteExperiment waitFor(String id, Duration atMost) {
    long seconds = Math.clamp(atMost.toSeconds(), 0, LONGEST_WAIT.toSeconds());
    HttpRequest request =
        exchange.request(experiment(id, "")).header("Prefer", "wait=" + seconds).GET().build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// The experiments that match a filter, newest first. The stream fetches pages as needed.
  public Stream<RemoteExperiment> list(RemoteFilter filter) {
    return Stream.iterate(
            Optional.of(page(filter, null, PAGE)),
            Optional::isPresent,
            page -> page.map(ExperimentPage::next).map(cursor -> page(filter, cursor, PAGE)))
        .flatMap(Optional::stream)
        .flatMap(page -> page.experiments().stream());
  }

  /// One page of experiments.
  ///
  /// @param cursor the `next` of the previous page; null for the first page
  /// @param limit page size, 1 to 1,000
  public ExperimentPage page(RemoteFilter filter, @Nullable String cursor, int limit) {
    QueryString query = new QueryString("/v1/experiments");
    filter.addTo(query);
    query.add("cursor", cursor).add("limit", limit);
    return exchange.json(get(query), ExperimentPage.class);
  }

  /// All experiments that match a filter, for an action on each of them.
  ///
  /// @throws IllegalArgumentException if the filter has no condition; see [#everything]
  public RemoteSet set(RemoteFilter filter) {
    if (filter.equals(RemoteFilter.ALL)) {
      throw new IllegalArgumentException("the filter has no condition");
    }
    return new RemoteSet(exchange, filter, false);
  }

  /// All experiments of the server, for an action on each of them.
  public RemoteSet everything() {
    return new RemoteSet(exchange, RemoteFilter.ALL, false);
  }

  /// Requests the cancellation of an experiment and returns its state then.
  ///
  /// @throws RetortClientException status 409 if the experiment has already ended
  public RemoteExperiment cancel(String id) {
    return exchange.json(post(experiment(id, "/cancel")), RemoteExperiment.class);
  }

  /// Deletes an ended experiment with its files. Does nothing if it was deleted before.
  ///
  /// @throws RetortClientException status 409 if the experiment has not ended or is kept, 404 if it
  ///   does not exist
  public void delete(String id) {
    Optional<RemoteExperiment> unused = delete(id, false);
  }

  /// Cancels an experiment unless it has ended, and deletes it with its files.
  ///
  /// @return the experiment if it is running: it is deleted once it has ended; empty if it is
  ///   deleted
  /// @throws RetortClientException status 409 if the experiment is kept, 404 if it does not exist
  public Optional<RemoteExperiment> cancelAndDelete(String id) {
    return delete(id, true);
  }

  private Optional<RemoteExperiment> delete(String id, boolean cancel) {
    HttpRequest request =
        exchange.request(experiment(id, "").add("cancel", cancel ? true : null)).DELETE().build();
    try {
      return exchange.send(
          request,
          response ->
              response.statusCode() == 204
                  ? Optional.empty()
                  : Optional.of(
                      ClientJson.MAPPER.readValue(response.body(), RemoteExperiment.class)));
    } catch (RetortClientException refused) {
      if (refused.type().equals(RetortClientException.PURGED)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// Submits the query of an experiment again, whatever its status, and returns the new experiment.
  ///
  /// @throws RetortClientException status 404 or 410 if the experiment does not exist
  public RemoteExperiment rerun(String id) {
    return rerun(NewRerun.of(id));
  }

  /// The same with the caller's idempotency key: one key creates one experiment.
  ///
  /// @param idempotencyKey 1 to 255 visible ASCII characters
  public RemoteExperiment rerun(String id, String idempotencyKey) {
    return rerun(NewRerun.of(id).withIdempotencyKey(idempotencyKey));
  }

  /// The same with changes.
  ///
  /// @throws RetortClientException status 422 if a change is not valid
  public RemoteExperiment rerun(NewRerun rerun) {
    HttpRequest request =
        exchange
            .request(experiment(rerun.id(), "/rerun"))
            .header("Idempotency-Key", rerun.idempotencyKey())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(rerun.form()))
            .build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// Sets whether an experiment is exempt from retention.
  public RemoteExperiment keep(String id, boolean keep) {
    HttpRequest request =
        exchange
            .request(experiment(id, ""))
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString("{\"keep\":" + keep + "}"))
            .build();
    return exchange.json(request, RemoteExperiment.class);
  }

  /// All attempts of an experiment, oldest first.
  public List<RemoteAttempt> attempts(String id) {
    return exchange.json(get(experiment(id, "/attempts")), RemoteAttempt.Listing.class).attempts();
  }

  /// Copies a log from an offset to its current end, and returns the position of the next read.
  public LogPosition log(String id, LogStream stream, long from, OutputStream sink) {
    return Download.log(exchange, get(logAddress(id, stream, from)), from, sink);
  }

  /// Copies a log as it grows until its experiment has ended, over lost connections and retries.
  public void followLog(String id, LogStream stream, long from, OutputStream sink) {
    LogFollower.Reader reader =
        Download.reader(exchange, at -> get(logAddress(id, stream, at).add("follow", true)), sink);
    LogFollower.follow(from, reader, () -> find(id));
  }

  /// Copies the sequence of an experiment, with the bytes that were sent.
  public void input(String id, OutputStream sink) {
    Download.copy(exchange, get(experiment(id, "/input")), sink);
  }

  /// Copies a further input file of an experiment, with the bytes that were sent.
  ///
  /// @throws RetortClientException status 404 if the experiment has no file of that name
  public void input(String id, String file, OutputStream sink) {
    Download.copy(exchange, get(experiment(id, "/input/" + QueryString.encode(file))), sink);
  }

  /// Copies the result of a finished experiment.
  ///
  /// @throws RetortClientException of type [RetortClientException#NOT_FINISHED] if the experiment
  ///   is not finished; nothing is copied
  public void result(String id, OutputStream sink) {
    Download.copy(exchange, get(experiment(id, "/result")), sink);
  }

  /// Copies the result of a finished experiment into a file. The file is replaced once the result
  /// is complete; until then, and on any failure, it stays as it is.
  public void result(String id, Path file) throws IOException {
    Download.replace(file, sink -> result(id, sink));
  }

  /// Copies a ZIP archive of an experiment: its record, parameters, input, logs and files.
  public void archive(String id, OutputStream sink) {
    Download.copy(exchange, get(experiment(id, "/archive")), sink);
  }

  /// Copies the archive into a file, as [#result(String, Path)] does.
  public void archive(String id, Path file) throws IOException {
    Download.replace(file, sink -> archive(id, sink));
  }

  /// Copies the output that an experiment has left so far and returns its status. The output is a
  /// complete result only if the status is [Status#FINISHED].
  public Status partialResult(String id, OutputStream sink) {
    QueryString partial = experiment(id, "/result").add("partial", true);
    return Download.partial(exchange, get(partial), sink);
  }

  /// The files in the program's working directory.
  public List<RemoteFile> files(String id) {
    return RemoteFile.all(cursor ->
        exchange.json(
            get(experiment(id, "/files").add("cursor", cursor)), RemoteFile.Listing.class));
  }

  /// Copies one of those files, also one whose name is not UTF-8.
  ///
  /// @throws IllegalArgumentException if the server does not serve it
  public void file(String id, RemoteFile file, OutputStream sink) {
    String href = file.href();
    if (href == null) {
      throw new IllegalArgumentException(file.path() + " is not served: " + file.notServed());
    }
    String below = href.substring(href.indexOf("/files/"));
    Download.copy(exchange, get(experiment(id, below)), sink);
  }

  /// Copies one of those files.
  ///
  /// @param path as returned by [#files], if it is UTF-8
  public void file(String id, String path, OutputStream sink) {
    StringBuilder encoded = new StringBuilder("/files");
    for (String segment : path.split("/")) {
      encoded.append('/').append(QueryString.encode(segment));
    }
    Download.copy(exchange, get(experiment(id, encoded.toString())), sink);
  }

  /// The number of experiments, by program and status.
  public RemoteBacklog backlog() {
    return exchange.json(get(new QueryString("/v1/backlog")), RemoteBacklog.class);
  }

  /// What the experiments occupy on disk, by program.
  public RemoteUsage usage() {
    return exchange.json(get(new QueryString("/v1/usage")), RemoteUsage.class);
  }

  /// The programs of the server.
  public List<RemoteProgram> programs() {
    return exchange
        .json(get(new QueryString("/v1/programs")), RemoteProgram.Listing.class)
        .programs();
  }

  /// Stops new starts of a program; running experiments continue.
  public RemoteProgram pause(String program) {
    return exchange.json(post(program(program, "/pause")), RemoteProgram.class);
  }

  /// Ends a pause.
  public RemoteProgram resume(String program) {
    return exchange.json(post(program(program, "/resume")), RemoteProgram.class);
  }

  /// Whether the server responds, and whether it accepts queries. Does not retry.
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

  /// Closes the connections.
  @Override
  public void close() {
    http.close();
  }
}

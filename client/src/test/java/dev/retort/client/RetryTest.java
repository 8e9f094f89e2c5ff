package dev.retort.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retort.core.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the client does when a server fails; a stub plays the server, since a real one does not.
class RetryTest {
  private static final String ACCEPTED =
      """
      {"experiment_id":"0198c0de-0000-7000-8000-000000000000","program":"p","query_name":"q",
       "parameters":{"n":1},"labels":{},"priority":5,"status":"pending","reason":null,
       "return_code":null,"signal":null,"attempt":0,"position":1,"progress":null,
       "created_at":"2026-01-31T12:00:00Z","started_at":null,"ended_at":null,"revision":1,
       "experiment_dir":"/x","links":{},"message":null,"a_field_of_the_future":true}
      """;

  private record Seen(String method, String path, String key, String type, String body) {}

  @FunctionalInterface
  private interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
  private HttpServer server;
  private RetortClient client;

  @TempDir Path directory;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          seen.add(
              new Seen(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  new String(body, StandardCharsets.UTF_8)));
          Reply reply = replies.poll();
          (reply == null ? text(202, ACCEPTED) : reply).to(exchange);
        });
    server.start();
    client = RetortClient.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private static Reply text(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /// The server takes the request and is gone before it answers.
  private static Reply lostConnection() {
    return HttpExchange::close;
  }

  @Test
  void requests_keep_the_path_of_a_server_behind_a_proxy() {
    for (String path : new String[] {"/tools/retort", "/tools/retort/", "", "/"}) {
      try (RetortClient below = RetortClient.at(client.server().resolve(path))) {
        below.submit(NewQuery.of("q", "MKT"));
      }
    }
    assertThat(seen)
        .extracting(Seen::path)
        .containsExactly(
            "/tools/retort/v1/experiments",
            "/tools/retort/v1/experiments",
            "/v1/experiments",
            "/v1/experiments");
  }

  @Test
  void a_lost_connection_is_tried_again_with_the_same_key() {
    replies.add(lostConnection());
    replies.add(lostConnection());

    RemoteExperiment experiment = client.submit(NewQuery.of("q", "MKT"));

    assertThat(experiment.status()).isEqualTo(Status.PENDING);
    assertThat(experiment.parameters()).isEqualTo(Map.of("n", 1));
    assertThat(seen).hasSize(3);
    assertThat(seen).extracting(Seen::key).doesNotContainNull();
    assertThat(seen).extracting(Seen::key).containsOnly(seen.getFirst().key());
  }

  @Test
  void service_unavailable_is_tried_again_after_the_time_that_the_server_asks_for() {
    replies.add(text(503, "{\"type\":\"/problems/unavailable\"}", "Retry-After", "0"));

    assertThat(client.submit(NewQuery.of("q", "MKT")).priority()).isEqualTo(5);
    assertThat(seen).hasSize(2);
  }

  @Test
  void no_try_comes_after_the_deadline() {
    replies.add(text(503, "{\"detail\":\"is stopping\"}", "Retry-After", "60"));

    RetortClientException refused =
        catchThrowableOfType(
            RetortClientException.class,
            () -> client.withPatience(Duration.ofSeconds(5)).submit(NewQuery.of("q", "MKT")));

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.detail()).isEqualTo("is stopping");
    assertThat(seen).hasSize(1);
  }

  @Test
  void a_refusal_is_not_tried_again_and_says_which_fields_are_at_fault() {
    replies.add(
        text(
            422,
            """
            {"type":"/problems/validation","title":"The query is not valid","status":422,
             "detail":"1 thing is wrong","errors":[{"pointer":"/query_name","detail":"is missing"}]}
            """));

    RetortClientException refused =
        catchThrowableOfType(
            RetortClientException.class, () -> client.submit(NewQuery.of("", "MKT")));

    assertThat(refused.type()).isEqualTo("validation");
    assertThat(refused.errors())
        .singleElement()
        .hasToString("Violation[pointer=/query_name, detail=is missing]");
    assertThat(seen).hasSize(1);
  }

  @Test
  void an_error_that_is_no_problem_document_is_told_by_its_status() {
    replies.add(text(500, "<html>"));

    assertThat(
            catchThrowableOfType(
                RetortClientException.class, () -> client.submit(NewQuery.of("q", "MKT"))))
        .hasMessage("HTTP status 500");
  }

  @Test
  void nobody_there_is_told_as_unreachable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (RetortClient nobody =
        RetortClient.at(URI.create("http://127.0.0.1:" + free)).withPatience(Duration.ZERO)) {
      assertThat(catchThrowableOfType(RetortClientException.class, nobody::health).unreachable())
          .isTrue();
    }
  }

  @Test
  void a_file_goes_as_multipart_and_can_be_sent_again() throws IOException {
    Path sequence = Files.writeString(directory.resolve("seq.fa"), ">x\nMKT\n");
    replies.add(lostConnection());

    client.submit(
        NewQuery.of("näme", sequence)
            .withTextParameters(Map.of("evalue", "1e-5"))
            .withFiles(Map.of("matrix", sequence)));

    assertThat(seen).hasSize(2);
    assertThat(seen.get(1).body()).isEqualTo(seen.get(0).body());
    assertThat(seen.get(1).type()).startsWith("multipart/form-data; boundary=");
    assertThat(seen.get(1).body())
        .contains("name=\"query_name\"\r\n\r\nnäme\r\n")
        .contains("name=\"parameters.evalue\"\r\n\r\n1e-5\r\n")
        .contains(
            "name=\"query_sequence\"; filename=\"seq.fa\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n>x\nMKT\n\r\n")
        .contains("name=\"matrix\"; filename=\"seq.fa\"");
  }

  @Test
  void pages_are_fetched_as_the_stream_is_read() {
    replies.add(text(200, "{\"experiments\":[" + ACCEPTED + "],\"next\":\"c 1\"}"));
    replies.add(text(200, "{\"experiments\":[" + ACCEPTED + "],\"next\":null}"));

    var filter = new RemoteFilter(Status.PENDING, "p", Map.of("run", "4&2"));
    assertThat(client.list(filter).limit(1)).hasSize(1);
    assertThat(seen).hasSize(1);
    replies.clear();

    replies.add(text(200, "{\"experiments\":[" + ACCEPTED + "],\"next\":\"c 1\"}"));
    replies.add(text(200, "{\"experiments\":[" + ACCEPTED + "],\"next\":null}"));
    assertThat(client.list(filter)).hasSize(2);
    assertThat(seen.get(2).path())
        .isEqualTo(
            "/v1/experiments?status=pending&program=p&label=run%3A4%262&cursor=c%201&limit=100");
  }

  /// The answer breaks off before its declared end.
  private static Reply broken(String body, String attempt) {
    return exchange -> {
      exchange.getResponseHeaders().add("Retort-Attempt", attempt);
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  private static Reply experiment(String status, int attempt) {
    return text(
        200,
        ACCEPTED
            .replace("\"status\":\"pending\"", "\"status\":\"" + status + "\"")
            .replace("\"attempt\":0", "\"attempt\":" + attempt));
  }

  @Test
  void a_log_is_followed_over_lost_connections_until_its_experiment_has_ended() {
    replies.add(broken("ab", "1"));
    replies.add(broken("", "1"));
    replies.add(text(200, "c", "Retort-Attempt", "1"));
    replies.add(experiment("finished", 1));
    ByteArrayOutputStream log = new ByteArrayOutputStream();

    client.followLog("id", LogStream.STDERR, 0, log);

    assertThat(log).hasToString("abc");
    assertThat(seen)
        .extracting(Seen::path)
        .containsExactly(
            "/v1/experiments/id/log?stream=stderr&from=0&follow=true",
            "/v1/experiments/id/log?stream=stderr&from=2&follow=true",
            "/v1/experiments/id/log?stream=stderr&from=2&follow=true",
            "/v1/experiments/id");
  }

  @Test
  void the_log_of_a_further_attempt_follows_from_its_start() {
    replies.add(text(200, "first", "Retort-Attempt", "1"));
    replies.add(experiment("pending", 1));
    replies.add(broken("se", "2"));
    replies.add(text(200, "another log", "Retort-Attempt", "3"));
    replies.add(text(200, "third", "Retort-Attempt", "3"));
    replies.add(experiment("failed", 3));
    ByteArrayOutputStream log = new ByteArrayOutputStream();

    client.followLog("id", LogStream.STDOUT, 0, log);

    assertThat(log).hasToString("firstsethird");
    assertThat(seen.get(4).path()).contains("from=0");
  }

  @Test
  void a_log_that_will_never_be_there_is_followed_to_its_end_at_once() {
    replies.add(text(404, "{\"type\":\"/problems/no-log\",\"detail\":\"it never ran\"}"));
    ByteArrayOutputStream log = new ByteArrayOutputStream();

    client.followLog("id", LogStream.STDOUT, 0, log);

    assertThat(log.size()).isZero();
    assertThat(seen).hasSize(1);
  }

  @Test
  void a_rerun_that_is_sent_again_carries_the_same_key() {
    replies.add(text(503, "{\"type\":\"/problems/unavailable\"}", "Retry-After", "0"));
    replies.add(text(202, ACCEPTED));

    client.rerun("id");

    assertThat(seen).hasSize(2);
    assertThat(seen).allMatch(each -> each.path().equals("/v1/experiments/id/rerun"));
    assertThat(seen.getFirst().key()).isNotEmpty().isEqualTo(seen.getLast().key());
  }

  @Test
  void what_a_query_lays_down_is_sent_as_the_server_reads_it() {
    client.submit(
        NewQuery.of("q", "x")
            .withTimeout(Duration.ofSeconds(90))
            .withNotBefore(Instant.parse("2026-01-01T00:00:00Z"))
            .withKeep(true));

    assertThat(seen.getFirst().body())
        .contains("\"timeout\":\"PT1M30S\"")
        .contains("\"not_before\":\"2026-01-01T00:00:00Z\"")
        .contains("\"keep\":true")
        .doesNotContain("expires_after");
  }
}

package dev.retort.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(900)
class HttpLoadTest {
  private final AtomicInteger answered = new AtomicInteger();
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good", exchange -> answer(exchange, 200, "some text"));
    server.createContext("/long", exchange -> answer(exchange, 200, "x".repeat(100_000)));
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdown();
  }

  private void answer(HttpExchange exchange, int status, String text) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answered.incrementAndGet();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Request post(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return Request.form(uri, path, "query_name=foo");
  }

  @Test
  void every_request_is_answered_and_counted_once() throws Exception {
    LoadResult result = new HttpLoad(post("/good"), 8).times(1_000);

    assertThat(result.answered()).isEqualTo(1_000);
    assertThat(result.latencies().count()).isEqualTo(1_000);
    assertThat(answered).hasValue(1_000);
    assertThat(bodies).containsExactly("query_name=foo");
  }

  @Test
  void fewer_requests_than_connections_are_no_more_than_that() throws Exception {
    assertThat(new HttpLoad(post("/good"), 8).times(3).answered()).isEqualTo(3);
    assertThat(answered).hasValue(3);
  }

  @Test
  void what_is_under_way_at_the_end_is_waited_for() throws Exception {
    LoadResult result = new HttpLoad(post("/good"), 8).lasting(Duration.ofMillis(200));

    assertThat(result.answered()).isEqualTo(answered.get());
  }

  @Test
  void an_answer_that_comes_in_pieces_is_read_whole() throws Exception {
    assertThat(new HttpLoad(post("/long"), 2).times(20).answered()).isEqualTo(20);
  }

  @Test
  void an_answer_that_is_not_the_expected_one_ends_the_load() {
    assertThatThrownBy(() -> new HttpLoad(post("/missing"), 2).times(10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected 200, got HTTP/1.1 404");
  }

  @Test
  void an_answer_without_a_length_is_refused() {
    assertThatThrownBy(() -> new HttpLoad(post("/endless"), 1).times(1))
        .hasMessageContaining("without Content-Length");
  }

  @Test
  void a_steady_load_sends_all_that_is_due_also_when_all_connections_are_busy() throws Exception {
    LoadResult result = new SteadyLoad(post("/good"), 1).lasting(2_000, Duration.ofMillis(500));

    assertThat(result.answered()).isEqualTo(1_000);
    assertThat(answered).hasValue(1_000);
  }

  @Test
  void a_steady_load_ends_at_a_wrong_answer() {
    assertThatThrownBy(
            () -> new SteadyLoad(post("/missing"), 2).lasting(1_000, Duration.ofSeconds(5)))
        .hasMessageContaining("expected 200, got HTTP/1.1 404");
  }
}

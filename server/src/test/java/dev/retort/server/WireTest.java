package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Malformed, oversized, slow and foreign requests, byte by byte.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WireTest {
  private static final String BODY = "query_name=n&query_sequence=M";
  private static final String POST = "POST / HTTP/1.1\r\nHost: localhost\r\n";

  private TestServer server;

  @BeforeAll
  void start() {
    HttpLimits quick =
        HttpLimits.DEFAULTS.withTimes(
            Duration.ofSeconds(2), Duration.ofMillis(800), Duration.ofMillis(800));
    server =
        TestServer.with(
            setup -> setup.limits(quick).name("lab.example.org"),
            Program.async("echo", _ -> CompletableFuture.completedFuture(0)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void nothing_was_accepted_and_the_next_request_works() {
    assertThat(server.accepted()).isZero();
    assertThat(server.spooled()).isEmpty();
    assertThat(server.get("/health/live").status()).isEqualTo(200);
  }

  private void refused(String request, int status, String kind) throws IOException {
    String reply = server.raw(request);
    assertThat(reply).startsWith("HTTP/1.1 " + status + ' ');
    assertThat(reply).contains(Problem.MEDIA_TYPE).contains("/problems/" + kind);
    assertThat(reply.indexOf("HTTP/1.1", 1)).as("one answer only").isNegative();
    assertThat(reply).doesNotContain("Exception").doesNotContain("jetty");
  }

  private static String with(String headers) {
    return POST + headers + "\r\n" + BODY;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 29\r\nContent-Length: 28\r\n",
        "Content-Length: 29\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 29\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 29\r\nX-Folded: a\r\n b\r\n",
        "Content-Length: 29\r\nX-Bare: a\rb\r\n",
        "Content-Length: 29\r\nX-Nul: a\u0000b\r\n",
        "Content-Length: 29\r\nNo Name: x\r\n",
        "Content-Length: 29\r\nX-Space : x\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 2x\r\n",
        "Content-Length: +29\r\n",
        "Host: other\r\nContent-Length: 29\r\n"
      })
  void ambiguous_or_broken_heads_are_refused_and_the_connection_closes(String headers)
      throws IOException {
    refused(with(headers), 400, "malformed-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\r\n\r\n"})
  void broken_request_lines_are_refused(String request) throws IOException {
    assertThat(server.raw(request)).startsWith("HTTP/1.1 400 ").contains("malformed-request");
  }

  @Test
  void a_broken_chunk_is_refused() throws IOException {
    refused(POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed-request");
  }

  @Test
  void a_body_that_ends_early_is_not_accepted() throws IOException {
    try (Socket socket = new Socket(server.server.uri().getHost(), server.server.uri().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          (POST + "Content-Length: 100\r\n\r\n" + BODY).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      String reply = TestServer.readAll(socket.getInputStream());
      assertThat(reply).startsWith("HTTP/1.1 400 ").contains("malformed-request");
    }
  }

  @Test
  void large_heads_are_refused() throws IOException {
    refused(
        with("Content-Length: 29\r\nX: " + "x".repeat(17_000) + "\r\n"), 431, "headers-too-large");
    refused(
        with("Connection: close\r\nContent-Length: 29\r\n" + "X: y\r\n".repeat(101)),
        431,
        "headers-too-large");
    String get = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    refused("GET /" + "x".repeat(8_200) + get, 414, "uri-too-long");
    refused("GET /" + "x".repeat(20_000) + get, 414, "uri-too-long");
  }

  @Test
  void methods_that_no_route_has_are_refused() throws IOException {
    String more = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    refused("TRACE /v1/experiments" + more, 405, "method-not-allowed");
    assertThat(server.raw("CONNECT localhost:80" + more)).matches("(?s)HTTP/1.1 (404|405|501) .*");
  }

  @Test
  void broken_escapes_and_odd_paths_are_refused() throws IOException {
    String more = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    refused("GET /v1/experiments?program=%zz" + more, 400, "invalid-query-parameter");
    for (String path :
        new String[] {"//", "/%76%31/programs", "/v1/../v1/programs", "/v1;x/programs"}) {
      refused("GET " + path + more, 404, "not-found");
    }
  }

  @Test
  void a_head_that_trickles_is_cut_off_though_it_never_is_silent() throws Exception {
    assertThat(trickle("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ", "x")).isEmpty();
  }

  @Test
  void a_body_that_trickles_is_cut_off_though_it_never_is_silent() throws Exception {
    assertThat(trickle(POST + "Content-Length: 100000\r\n\r\nquery_name=n", "n"))
        .startsWith("HTTP/1.1 408 ")
        .contains("request-timeout");
  }

  @Test
  void a_body_that_stops_is_cut_off() throws IOException {
    assertThat(server.raw(POST + "Content-Length: 100\r\n\r\n" + BODY))
        .startsWith("HTTP/1.1 408 ")
        .contains("request-timeout");
  }

  @Test
  void a_connection_that_says_nothing_is_closed() throws IOException {
    assertThat(server.raw("")).isEmpty();
  }

  /// Sends a byte every 50 ms until the server ends it; gives what the server said.
  private String trickle(String begin, String more) throws Exception {
    try (Socket socket = new Socket(server.server.uri().getHost(), server.server.uri().getPort())) {
      socket.setSoTimeout(50);
      OutputStream out = socket.getOutputStream();
      out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder reply = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        try {
          out.write(more.getBytes(StandardCharsets.ISO_8859_1));
          int b = socket.getInputStream().read();
          if (b < 0) {
            return reply.toString();
          }
          reply.append((char) b);
          socket.setSoTimeout(2_000);
          return reply.append(TestServer.readAll(socket.getInputStream())).toString();
        } catch (java.net.SocketTimeoutException nothingYet) {
          // goes on
        } catch (IOException closed) {
          return reply.toString();
        }
      }
      throw new AssertionError("the server took it for twenty seconds");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"})
  void a_page_of_another_site_cannot_send_a_query(String header) throws IOException {
    refused(
        with(
            "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 29\r\n"
                + header
                + "\r\n"),
        403,
        "foreign-origin");
  }

  @Test
  void a_name_that_was_made_to_resolve_to_loopback_is_refused() throws IOException {
    String more = "\r\nConnection: close\r\n\r\n";
    refused("GET /v1/experiments HTTP/1.1\r\nHost: evil.example" + more, 403, "foreign-host");
    for (String host :
        new String[] {"localhost:8000", "127.0.0.1", "[::1]:8000", "lab.example.org"}) {
      assertThat(server.raw("GET /v1/experiments HTTP/1.1\r\nHost: " + host + more))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void listening_elsewhere_is_refused_unless_said_in_words() {
    assertThatThrownBy(() -> RetortServer.builder(server.engine).host("0.0.0.0").port(0).start())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("listenWithoutTokens");
    try (RetortServer open =
        RetortServer.builder(server.engine)
            .host("0.0.0.0")
            .port(0)
            .listenWithoutTokens(true)
            .start()) {
      assertThat(open.uri().getPort()).isPositive();
    }
  }

  @Test
  void a_server_without_a_socket_answers_within_the_process() {
    try (LocalServer local = RetortServer.builder(server.engine).startLocal()) {
      Duration atMost = Duration.ofSeconds(10);
      assertThat(local.call("GET /backlog HTTP/1.1\r\nHost: localhost\r\n\r\n", atMost))
          .startsWith("HTTP/1.1 200 ")
          .endsWith(" 0 jobs in the backlog.\"]");
      assertThat(local.call(POST + "Content-Length: 1\r\n\r\nx", atMost))
          .startsWith("HTTP/1.1 400 ")
          .contains("malformed-body");
    }
  }

  @Test
  void a_port_in_use_is_named() {
    int port = server.server.uri().getPort();
    assertThatThrownBy(() -> RetortServer.builder(server.engine).port(port).start())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(Integer.toString(port));
  }
}

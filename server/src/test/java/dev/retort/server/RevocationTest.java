package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A token that ends in the middle of an answer.
final class RevocationTest {
  private static final int LARGE = 32 << 20;

  private TestServer server;
  private TokenFile tokens;

  @BeforeEach
  void start() {
    server =
        TestServer.with(
            setup -> setup.requireTokens(true),
            Program.async("never", _ -> new CompletableFuture<>()));
    tokens = new TokenFile(server.directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String token(String name) {
    Set<Scope> scopes = Set.of(Scope.SUBMIT, Scope.READ);
    return tokens.create(name, "alice", scopes, Clock.systemUTC().instant(), null).text();
  }

  private String submit(String token, String sequence) {
    Reply accepted =
        server.post(
            "/",
            "text/plain",
            "query_name=a&query_sequence=" + sequence,
            "Authorization",
            "Bearer " + token);
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
    return accepted.id();
  }

  private Socket ask(String path, String token) throws IOException {
    Socket socket = new Socket(server.server.uri().getHost(), server.server.uri().getPort());
    socket.setSoTimeout(30_000);
    String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token;
    String request = head + "\r\nPrefer: wait=300\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private void awaitUnderWay(int requests) {
    org.awaitility.Awaitility.await().until(() -> server.server.underWay() >= requests);
  }

  @Test
  void revocation_cuts_off_a_request_that_waits() throws IOException {
    String token = token("alice");
    String id = submit(token, "MKV");
    try (Socket waiting = ask("/v1/experiments/" + id, token)) {
      awaitUnderWay(1);

      tokens.revoke("alice");

      assertThat(TestServer.readAll(waiting.getInputStream())).isEmpty();
    }
  }

  @Test
  void revocation_cuts_off_a_download() throws IOException {
    String token = token("alice");
    String id = submit(token, "M".repeat(LARGE));
    try (Socket download = ask("/v1/experiments/" + id + "/input", token)) {
      InputStream in = download.getInputStream();
      assertThat(in.read()).isEqualTo('H'); // the answer has begun, and fills all buffers

      tokens.revoke("alice");
      org.awaitility.Awaitility.await().until(() -> server.server.underWay() == 0);

      assertThat(TestServer.readAll(in).length()).isLessThan(LARGE);
    }
  }

  @Test
  void revocation_cuts_off_a_stream_of_events() throws IOException {
    String token = token("alice");
    String id = submit(token, "MKV");
    try (Socket stream = ask("/v1/experiments/" + id + "/events", token)) {
      InputStream in = stream.getInputStream();
      assertThat(in.read()).isEqualTo('H');

      tokens.revoke("alice");

      assertThat(TestServer.readAll(in)).contains(id);
    }
  }

  @Test
  void requests_of_another_token_of_the_same_owner_go_on() throws IOException {
    String revoked = token("laptop");
    String other = token("ci");
    String id = submit(revoked, "MKV");
    try (Socket cut = ask("/v1/experiments/" + id, revoked);
        Socket stays = ask("/v1/experiments/" + id, other)) {
      awaitUnderWay(2);

      tokens.revoke("laptop");
      assertThat(TestServer.readAll(cut.getInputStream())).isEmpty();
      server.post(
          "/v1/experiments/" + id + "/cancel",
          "text/plain",
          "",
          "Authorization",
          "Bearer " + other);

      byte[] line = stays.getInputStream().readNBytes(15);
      assertThat(new String(line, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200 OK");
    }
  }
}

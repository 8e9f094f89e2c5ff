package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How long a client may pause: as long as the server is told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PatienceTest {
  private static final int BYTES = 16 << 20;
  private static final String BODY = "query_name=n&query_sequence=M";

  private TestServer patient;

  @BeforeAll
  void start() {
    Duration hour = Duration.ofHours(1);
    patient =
        TestServer.with(
            setup -> setup.idleTimeout(hour).bodyTimeout(hour),
            Program.command("writes", List.of("sh", "-c", "head -c " + BYTES + " /dev/zero > f")));
  }

  @AfterAll
  void stop() {
    patient.close();
  }

  private static Socket send(RetortServer server, String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.uri().getPort()));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static long length(InputStream in) throws IOException {
    long length = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        length += n;
      }
    } catch (java.net.SocketException reset) {
      // what came before it counts
    }
    return length;
  }

  @Test
  void a_reader_may_pause_for_as_long_as_the_idle_timeout() throws IOException {
    String id =
        patient.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60").id();
    String request =
        "GET /v1/experiments/"
            + id
            + "/files/f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (RetortServer impatient =
            RetortServer.builder(patient.engine)
                .port(0)
                .idleTimeout(Duration.ofMillis(200))
                .start();
        Socket cutOff = send(impatient, request);
        Socket waitedFor = send(patient.server, request)) {
      assertThat(cutOff.getInputStream().read()).isEqualTo('H');
      assertThat(waitedFor.getInputStream().read()).isEqualTo('H');
      await().until(() -> impatient.underWay() == 0);
      assertThat(length(cutOff.getInputStream())).isLessThan(BYTES);
      assertThat(length(waitedFor.getInputStream())).isGreaterThan(BYTES);
    }
  }

  @Test
  void a_body_may_trickle_for_as_long_as_the_body_timeout() throws IOException {
    String head = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
    String request = head + BODY.length() + "\r\n\r\n" + BODY.substring(0, 1);
    try (RetortServer impatient =
            RetortServer.builder(patient.engine)
                .port(0)
                .bodyTimeout(Duration.ofMillis(200))
                .start();
        Socket cutOff = send(impatient, head + "100000\r\n\r\nquery_name=");
        Socket waitedFor = send(patient.server, request)) {
      trickleUntilAnswered(cutOff);
      assertThat(TestServer.readAll(cutOff.getInputStream())).contains(" 408 ");
      waitedFor.getOutputStream().write(BODY.substring(1).getBytes(StandardCharsets.US_ASCII));
      assertThat(TestServer.readAll(waitedFor.getInputStream())).startsWith("HTTP/1.1 200 ");
    }
  }

  private static void trickleUntilAnswered(Socket socket) {
    await()
        .until(() -> {
          if (socket.getInputStream().available() == 0) {
            OutputStream out = socket.getOutputStream();
            out.write('n');
          }
          return socket.getInputStream().available() > 0;
        });
  }

  @Test
  void no_time_at_all_is_refused() {
    assertThatThrownBy(() -> RetortServer.builder(patient.engine).idleTimeout(Duration.ZERO))
        .hasMessageContaining("over 0");
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.EventReader.Event;
import dev.retort.server.events.StreamSettings;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A reader of events that does not read: it loses its connection, and nobody else notices.
@Timeout(600)
final class SlowReaderTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}";
  private static final int LARGE = 700_000;

  @Test
  void a_reader_who_does_not_read_is_dropped_and_the_others_are_served() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    AtomicReference<RunContext> run = new AtomicReference<>();
    Program large =
        new Program.Async(
            "large",
            ProgramSettings.DEFAULTS.withParameters(SCHEMA),
            context -> {
              run.set(context);
              return end;
            });
    StreamSettings quick =
        StreamSettings.DEFAULTS.withTimes(Duration.ofSeconds(15), Duration.ofMillis(5));
    try (TestServer server =
        TestServer.with(setup -> setup.streams(quick).idleTimeout(Duration.ofMillis(500)), large)) {
      String text = "x".repeat(LARGE);
      String id =
          server
              .json(
                  "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"text\":\""
                      + text
                      + "\"}}")
              .id();
      await().until(() -> run.get() != null);
      try (Socket one = lazy(server, "/v1/experiments/" + id + "/events");
          Socket all = lazy(server, "/v1/events");
          EventReader healthy = EventReader.open(server, "/v1/experiments/" + id + "/events")) {
        assertThat(one.getInputStream().read()).isEqualTo('H');
        assertThat(all.getInputStream().read()).isEqualTo('H');
        assertThat(healthy.next().status()).isEqualTo("running");
        for (int step = 1; server.server.underWay() > 1; step++) {
          String message = "step " + step;
          run.get().progress(0.5, message);
          Event event = healthy.next();
          while (!event.json().at("/progress/message").asString("").equals(message)) {
            event = healthy.next();
          }
        }
        end.complete(0);
        assertThat(healthy.rest().getLast().status()).isEqualTo("finished");
      }
      await().until(() -> server.server.underWay() == 0);
    }
  }

  /// A client that reads one byte of the answer and no more.
  private static Socket lazy(TestServer server, String path) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", server.server.uri().getPort()));
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}

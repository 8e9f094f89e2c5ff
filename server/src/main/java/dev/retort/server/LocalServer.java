package dev.retort.server;

import dev.retort.core.RetortException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/// A whole server without a socket, for tests of what is built on it: the same routes, limits and
/// errors, called within the process. Thread-safe.
///
/// ```java
/// try (LocalServer server = RetortServer.builder(engine).startLocal()) {
///   LocalAnswer answer = server.post("/", "query_name=foo&query_sequence=42");
/// }
/// ```
///
/// An answer is there as soon as a client on a socket would have it; it waits for no program.
public final class LocalServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Server server;
  private final LocalConnector connector;

  LocalServer(RetortServerBuilder setup) {
    server = Wiring.server(setup);
    connector = new LocalConnector(server, Wiring.http(setup.limits()));
    Wiring.connect(server, connector, setup, InetAddress.getLoopbackAddress(), new AtomicBoolean());
  }

  LocalServer begin() {
    try {
      server.start();
      return this;
    } catch (Exception failed) {
      close();
      throw new RetortException("the server did not start: " + failed.getMessage(), failed);
    }
  }

  /// Answers a `GET`. Blocks, at most half a minute.
  public LocalAnswer get(String path) {
    return send(LocalRequest.get(path));
  }

  /// Answers a `POST` without a `Content-Type`. Blocks, at most half a minute.
  public LocalAnswer post(String path, String body) {
    return send(LocalRequest.post(path, body));
  }

  /// Answers one request. Blocks, at most half a minute.
  public LocalAnswer send(LocalRequest request) {
    return send(request, PATIENCE);
  }

  /// Answers one request. Blocks, at most as long as `atMost`.
  ///
  /// @throws RetortException when there is no answer by then
  public LocalAnswer send(LocalRequest request, Duration atMost) {
    boolean head = request.method().equals("HEAD");
    return AnswerReader.read(exchange(bytes(request), head, atMost), head);
  }

  private static ByteBuffer bytes(LocalRequest request) {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\n");
    if (body.length > 0 || request.method().equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    request.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    byte[] lines = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(lines.length + body.length).put(lines).put(body).flip();
  }

  /// Answers one request. Blocks, at most as long as `atMost`.
  ///
  /// @param request the bytes of an HTTP/1.1 request as text, one character for each byte
  /// @return the whole answer, status line and headers included
  public String call(String request, Duration atMost) {
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
    return StandardCharsets.ISO_8859_1.decode(exchange(bytes, false, atMost)).toString();
  }

  private ByteBuffer exchange(ByteBuffer request, boolean head, Duration atMost) {
    try {
      ByteBuffer answer =
          connector.getResponse(request, head, atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new RetortException("there was no answer within " + atMost);
      }
      return answer;
    } catch (RetortException known) {
      throw known;
    } catch (Exception failed) {
      throw new RetortException("the request was not answered: " + failed.getMessage(), failed);
    }
  }

  /// Does not touch the engine.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new RetortException("the server did not stop cleanly: " + failed.getMessage(), failed);
    }
  }
}

package dev.retort.server;

import dev.retort.core.RetortException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/// A complete server without a socket, for tests of code that builds on it: the same routes, limits
/// and errors, called in the process. Thread-safe.
///
/// ```java
/// try (LocalServer server = RetortServer.builder(engine).startLocal()) {
///   LocalAnswer answer = server.post("/", "query_name=foo&query_sequence=42");
/// }
/// ```
///
/// A call returns as soon as a client on a socket would have its answer. It does not wait for the
/// program.
public final class LocalServer implements AutoCloseable {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private final Server server;
  private final LocalConnector connector;

  LocalServer(RetortServerBuilder setup) {
    server = JettySetup.server(setup);
    connector = new LocalConnector(server, JettySetup.http(setup.limits()));
    JettySetup.connect(server, List.of(connector), setup, true, new AtomicBoolean());
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

  /// Answers a `GET`. Blocks for at most 30 seconds.
  public LocalAnswer get(String path) {
    return send(LocalRequest.get(path));
  }

  /// Answers a `POST` without a `Content-Type`. Blocks for at most 30 seconds.
  public LocalAnswer post(String path, String body) {
    return send(LocalRequest.post(path, body));
  }

  /// Answers one request. Blocks for at most 30 seconds.
  public LocalAnswer send(LocalRequest request) {
    return send(request, DEFAULT_TIMEOUT);
  }

  /// Answers one request. Blocks for at most `timeout`.
  ///
  /// @throws RetortException if the timeout expires
  public LocalAnswer send(LocalRequest request, Duration timeout) {
    boolean head = request.method().equals("HEAD");
    return AnswerReader.read(exchange(bytes(request), head, timeout), head);
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

  /// Answers one request. Blocks for at most `timeout`.
  ///
  /// @param request the bytes of an HTTP/1.1 request as text, one character per byte
  /// @return the complete answer with status line and headers
  public String call(String request, Duration timeout) {
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
    return StandardCharsets.ISO_8859_1.decode(exchange(bytes, false, timeout)).toString();
  }

  private ByteBuffer exchange(ByteBuffer request, boolean head, Duration timeout) {
    try {
      ByteBuffer answer =
          connector.getResponse(request, head, timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new RetortException("the server did not answer within " + timeout);
      }
      return answer;
    } catch (RetortException known) {
      throw known;
    } catch (Exception failed) {
      throw new RetortException("the request failed: " + failed.getMessage(), failed);
    }
  }

  /// Leaves the engine open.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new RetortException("the server did not stop cleanly: " + failed.getMessage(), failed);
    }
  }
}

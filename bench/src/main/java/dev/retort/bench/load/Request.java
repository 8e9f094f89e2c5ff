package dev.retort.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An HTTP/1.1 request for repeated use. Immutable.
public final class Request {
  private final InetSocketAddress address;
  private final ByteBuffer bytes;
  private final int status;

  private Request(URI server, String head, List<String> headers, String body, int status) {
    this.address = new InetSocketAddress(server.getHost(), server.getPort());
    this.status = status;
    StringBuilder text = new StringBuilder(head);
    text.append(" HTTP/1.1\r\nHost: ").append(server.getAuthority()).append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    if (!body.isEmpty()) {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      text.append("Content-Length: ").append(length).append("\r\n");
    }
    text.append("\r\n").append(body);
    this.bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// A form; every answer must be 200.
  public static Request form(URI server, String path, String body) {
    return new Request(
        server,
        "POST " + path,
        List.of("Content-Type: application/x-www-form-urlencoded"),
        body,
        200);
  }

  /// A read request; every answer must be 200.
  public static Request get(URI server, String path) {
    return new Request(server, "GET " + path, List.of(), "", 200);
  }

  /// A query that is answered after its end; every answer must be 200, which confirms the end.
  public static Request awaited(URI server, String body) {
    return new Request(
        server,
        "POST /v1/experiments",
        List.of("Content-Type: application/x-www-form-urlencoded", "Prefer: wait=30"),
        body,
        200);
  }

  InetSocketAddress address() {
    return address;
  }

  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  int status() {
    return status;
  }
}

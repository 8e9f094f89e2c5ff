package dev.retort.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.core.JsonGenerator;

/// The answer of a route. Only [ApiHandler] writes it to the network.
public sealed interface Answer {
  String JSON = "application/json";

  int status();

  HttpFields headers();

  Answer with(HttpFields more);

  default Answer with(String name, String value) {
    return with(HttpFields.build().put(name, value));
  }

  /// An answer with its body in memory.
  record Whole(int status, HttpFields headers, ByteBuffer body) implements Answer {
    @Override
    public Whole with(HttpFields more) {
      return new Whole(status, merge(headers, more), body);
    }
  }

  /// An answer whose body is streamed.
  ///
  /// @param length in bytes; -1 if unknown
  record Streamed(int status, HttpFields headers, long length, Body body) implements Answer {
    @Override
    public Streamed with(HttpFields more) {
      return new Streamed(status, merge(headers, more), length, body);
    }
  }

  /// An answer that stays open after its headers are sent, and holds no thread. Its connection gets
  /// no body for a `HEAD` request.
  ///
  /// @param opened takes the answer over on the thread of the request, which it may block
  record Live(int status, HttpFields headers, Consumer<OpenAnswer> opened) implements Answer {
    @Override
    public Live with(HttpFields more) {
      return new Live(status, merge(headers, more), opened);
    }
  }

  /// Writes a body. [#close] is always called, even if nothing was written.
  interface Body extends AutoCloseable {
    void writeTo(OutputStream out) throws IOException;

    @Override
    default void close() throws IOException {}
  }

  static Whole whole(int status, String type, ByteBuffer body) {
    return new Whole(status, HttpFields.from(Headers.contentType(type)), body);
  }

  static Whole text(int status, String type, String body) {
    return whole(status, type, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  static Whole json(int status, Consumer<JsonGenerator> body) {
    return whole(status, JSON, StrictJson.write(body));
  }

  static Whole empty(int status) {
    return new Whole(status, HttpFields.EMPTY, ByteBuffer.allocate(0));
  }

  private static HttpFields merge(HttpFields some, HttpFields more) {
    return HttpFields.build(some).add(more).asImmutable();
  }
}

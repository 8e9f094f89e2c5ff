package dev.retort.server.http;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes JSON on the network: strict, bounded, compact. Thread-safe.
public final class StrictJson {
  static final int MAX_DEPTH = 64;
  static final int MAX_NUMBER_LENGTH = 1_000;
  static final int MAX_NAME_LENGTH = 1_000;
  static final long MAX_TOKENS = 50_000;

  /// The limit on the body without the sequence also bounds strings, see [HttpLimits].
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxTokenCount(MAX_TOKENS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private StrictJson() {}

  /// The output of `body` as UTF-8.
  public static ByteBuffer write(Consumer<JsonGenerator> body) {
    Bytes bytes = new Bytes();
    try (JsonGenerator json = generator(bytes)) {
      body.accept(json);
    }
    return bytes.buffer();
  }

  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  /// Writes a member, or null.
  public static void text(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, QuotedText.printable(value));
    }
  }

  /// Writes a whole number, or null.
  public static void number(JsonGenerator json, String name, @Nullable Number value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value.longValue());
    }
  }

  /// Writes a point in time, or null.
  public static void time(JsonGenerator json, String name, @Nullable Instant value) {
    text(json, name, value == null ? null : value.toString());
  }

  /// Writes a duration as a number of seconds, or null.
  public static void seconds(JsonGenerator json, String name, @Nullable Duration value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value.toMillis() / 1_000.0);
    }
  }

  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(512);
    }

    ByteBuffer buffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}

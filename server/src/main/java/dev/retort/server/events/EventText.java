package dev.retort.server.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.ExperimentId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Writes server-sent events (HTML Standard, section 9.2). Not thread-safe.
final class EventText {
  /// How long a client waits before it connects again, in milliseconds.
  private static final int RETRY = 2_000;

  private static final byte[] DATA = "data: ".getBytes(UTF_8);
  private static final byte[] END = "\n\n".getBytes(UTF_8);
  private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

  /// A line that clients skip.
  static ByteBuffer heartbeat() {
    return ByteBuffer.wrap(COMMENT).asReadOnlyBuffer();
  }

  /// The beginning of each stream. It is no event.
  EventText beginning() {
    line("retry", Integer.toString(RETRY));
    bytes.write('\n');
    return this;
  }

  /// A snapshot of an experiment.
  ///
  /// @param json one line of JSON
  EventText snapshot(String id, ByteBuffer json) {
    line("id", id);
    return snapshot(json);
  }

  /// A snapshot that leaves the client's last id as it is.
  EventText snapshot(ByteBuffer json) {
    bytes.writeBytes(DATA);
    bytes.write(json.array(), json.arrayOffset() + json.position(), json.remaining());
    bytes.writeBytes(END);
    return this;
  }

  /// The experiment of this id was deleted.
  EventText deleted(ExperimentId experiment) {
    line("event", "deleted");
    line("data", "{\"experiment_id\":\"" + experiment + "\"}");
    bytes.write('\n');
    return this;
  }

  /// From here on the stream misses nothing.
  EventText ready(String id) {
    return empty("ready", id);
  }

  /// Changes were left out before this place.
  EventText reset(String id) {
    return empty("reset", id);
  }

  private EventText empty(String event, String id) {
    line("id", id);
    line("event", event);
    line("data", "{}");
    bytes.write('\n');
    return this;
  }

  /// Sets the client's last id with the event that follows.
  EventText id(String id) {
    line("id", id);
    return this;
  }

  private void line(String field, String value) {
    bytes.writeBytes((field + ": " + value + '\n').getBytes(UTF_8));
  }

  int size() {
    return bytes.size();
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}

package dev.retort.warden.client;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// One line on the socket between a node and its warden.
///
/// A node sends `Hello` first and gets `Welcome`. A side ignores kinds and fields that it does not
/// know, so that a node may speak with an older or newer warden. A path travels as its text.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Message.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Message.Welcome.class, name = "welcome"),
  @JsonSubTypes.Type(value = Message.Start.class, name = "start"),
  @JsonSubTypes.Type(value = Message.Decided.class, name = "decided"),
  @JsonSubTypes.Type(value = Message.Stop.class, name = "stop"),
  @JsonSubTypes.Type(value = Message.Ask.class, name = "ask"),
  @JsonSubTypes.Type(value = Message.Running.class, name = "running"),
  @JsonSubTypes.Type(value = Message.Dismiss.class, name = "dismiss"),
  @JsonSubTypes.Type(value = Message.Emptied.class, name = "emptied"),
  @JsonSubTypes.Type(value = Message.Ended.class, name = "ended"),
})
public sealed interface Message {
  /// Raised when the meaning of a message changes, or when ignoring an addition would do harm: an
  /// older warden would start a program all the same. 2 has limits and sandboxes, 3 has standard
  /// input.
  int PROTOCOL = 3;

  /// A system property that overrides the number, to test the interoperation of versions.
  String PROTOCOL_PROPERTY = "dev.retort.warden.protocol";

  /// The protocol number of this side.
  static int protocol() {
    return Integer.getInteger(PROTOCOL_PROPERTY, PROTOCOL);
  }

  /// This message as one line, with its line feed.
  default String line() {
    return WardenJson.MAPPER.writerFor(Message.class).writeValueAsString(this) + "\n";
  }

  /// The next message that this version knows, or null at the end of the connection.
  static @Nullable Message next(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      try {
        Message message = WardenJson.MAPPER.readValue(line, Message.class);
        if (message != null) {
          return message;
        }
      } catch (JacksonException e) {
        throw new IOException("not a message of the warden: " + e.getOriginalMessage(), e);
      }
    }
    return null;
  }

  record Hello(int protocol, String build) implements Message {}

  record Welcome(int protocol, String build, long pid) implements Message {}

  record Start(long request, Launch launch) implements Message {}

  /// The answer to `Start`. Exactly one of `process`, `refused`, `alreadyDecided`, `failed` is set;
  /// `failed`: nothing was decided.
  record Decided(
      long request,
      @Nullable ProcessIdentity process,
      @Nullable String refused,
      boolean alreadyDecided,
      @Nullable String failed)
      implements Message {}

  record Stop(Path attempt, StopCause cause) implements Message {}

  record Ask(long request) implements Message {}

  record Running(long request, List<Path> attempts) implements Message {}

  record Dismiss() implements Message {}

  /// No process of the attempt is left; its exit record comes next.
  record Emptied(Path attempt) implements Message {}

  /// The attempt's exit record is on disk.
  record Ended(Path attempt) implements Message {}
}

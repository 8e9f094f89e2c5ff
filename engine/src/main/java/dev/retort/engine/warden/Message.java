package dev.retort.engine.warden;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
sealed interface Message {
  /// Raised when the meaning of a message changes, or when ignoring an addition would do harm: 2
  /// has limits and sandboxes, without which an older warden would start a program all the same.
  int PROTOCOL = 2;

  /// A system property that overrides the number, to try how versions get on with each other.
  String PROTOCOL_PROPERTY = "dev.retort.warden.protocol";

  /// The number that this side speaks.
  static int protocol() {
    return Integer.getInteger(PROTOCOL_PROPERTY, PROTOCOL);
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

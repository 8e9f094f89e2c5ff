package dev.retort.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Details about the end of an experiment or of one attempt.
///
/// @param reason why it failed; null unless it failed
/// @param returnCode the program's return code, kept for every status; null if a signal killed the
///   program
/// @param signal number of the signal that killed the program; null if none
/// @param message for a person: the last lines that a failed program wrote to stderr, and a
///   sentence of Retort's, or one of the two; the last line says most. Null when there is nothing
///   to add
/// @param usage resources that the attempt used; null if unknown
public record EndDetails(
    @Nullable Reason reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message,
    @Nullable ResourceUsage usage) {

  /// No end yet.
  public static final EndDetails NONE = new EndDetails(null, null, null, null, null);

  public EndDetails {
    requireOneDeath(returnCode, signal);
  }

  /// The end of an experiment that never ran.
  public static EndDetails because(String message) {
    return new EndDetails(null, null, null, message, null);
  }

  /// The last line of the message, for where there is room for one; empty when there is no message.
  public Optional<String> lastLine() {
    return message == null
        ? Optional.empty()
        : Optional.of(message.substring(message.lastIndexOf('\n') + 1));
  }

  public EndDetails withUsage(@Nullable ResourceUsage value) {
    return new EndDetails(reason, returnCode, signal, message, value);
  }

  public EndDetails withoutReason() {
    return new EndDetails(null, returnCode, signal, message, usage);
  }

  static void requireOneDeath(@Nullable Integer returnCode, @Nullable Integer signal) {
    if (returnCode != null && signal != null) {
      throw new IllegalArgumentException(
          "a death by signal has no return code, got " + returnCode + " and signal " + signal);
    }
  }
}

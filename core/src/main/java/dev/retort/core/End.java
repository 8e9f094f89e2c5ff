package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// What is known of the end of an experiment, or of one attempt.
///
/// @param reason why it failed; null unless it did
/// @param returnCode what the program returned, kept whatever the status is; null when it did not
///   end by itself
/// @param signal the number of the signal that killed it; null when none did
/// @param message one sentence for a person; null when there is nothing to add
/// @param usage what the attempt used; null when nothing is known
public record End(
    @Nullable Reason reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message,
    @Nullable Usage usage) {

  /// Nothing has ended yet.
  public static final End NONE = new End(null, null, null, null, null);

  public End {
    requireOneDeath(returnCode, signal);
  }

  /// The end of something that never ran, in words.
  public static End because(String message) {
    return new End(null, null, null, message, null);
  }

  public End withUsage(@Nullable Usage value) {
    return new End(reason, returnCode, signal, message, value);
  }

  End withoutReason() {
    return new End(null, returnCode, signal, message, usage);
  }

  static void requireOneDeath(@Nullable Integer returnCode, @Nullable Integer signal) {
    if (returnCode != null && signal != null) {
      throw new IllegalArgumentException(
          "a death by signal has no return code, got " + returnCode + " and signal " + signal);
    }
  }
}

package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// What is known of the end of an experiment, or of its latest attempt.
///
/// @param reason why it failed; null unless it did
/// @param returnCode what the program returned, kept whatever the status is; null when it did not
///   end by itself
/// @param signal the number of the signal that killed it; null when none did
/// @param message one sentence for a person; null when there is nothing to add
public record End(
    @Nullable Reason reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message) {

  /// Nothing has ended yet.
  public static final End NONE = new End(null, null, null, null);

  public End {
    requireOneDeath(returnCode, signal);
  }

  static void requireOneDeath(@Nullable Integer returnCode, @Nullable Integer signal) {
    if (returnCode != null && signal != null) {
      throw new IllegalArgumentException(
          "a death by signal has no return code, got " + returnCode + " and signal " + signal);
    }
  }
}

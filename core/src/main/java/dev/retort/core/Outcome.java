package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// How one attempt ended. A value instead of an exception, because every outcome is expected.
public sealed interface Outcome {

  /// The program ended by itself with one of its success codes.
  record Finished(int returnCode) implements Outcome {}

  /// The program failed or could not run to completion.
  ///
  /// @param reason cause of the failure
  /// @param returnCode the program's return code; null if there is none
  /// @param signal the signal that killed the program; null if none did
  /// @param message for a person, see [EndDetails]
  record Failed(
      Reason reason,
      @Nullable Integer returnCode,
      @Nullable Integer signal,
      @Nullable String message)
      implements Outcome {

    public Failed {
      EndDetails.requireOneDeath(returnCode, signal);
    }

    public static Failed because(Reason reason, String message) {
      return new Failed(reason, null, null, message);
    }
  }

  /// A client requested the cancellation.
  record Cancelled(@Nullable Integer returnCode, @Nullable Integer signal) implements Outcome {
    public Cancelled {
      EndDetails.requireOneDeath(returnCode, signal);
    }
  }

  /// The final status of the experiment if this attempt is its last.
  default Status status() {
    return switch (this) {
      case Finished _ -> Status.FINISHED;
      case Failed _ -> Status.FAILED;
      case Cancelled _ -> Status.CANCELLED;
    };
  }

  /// The same data as fields of an experiment.
  default EndDetails end() {
    return switch (this) {
      case Finished finished -> new EndDetails(null, finished.returnCode(), null, null, null);
      case Failed failed ->
          new EndDetails(
              failed.reason(), failed.returnCode(), failed.signal(), failed.message(), null);
      case Cancelled cancelled ->
          new EndDetails(null, cancelled.returnCode(), cancelled.signal(), null, null);
    };
  }
}

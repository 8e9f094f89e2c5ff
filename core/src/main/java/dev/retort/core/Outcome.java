package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// How one attempt ended; a value, since every one of these ends is expected.
public sealed interface Outcome {

  /// The program ended by itself with one of its success codes.
  record Finished(int returnCode) implements Outcome {}

  /// The program failed, or could not be run to its end.
  ///
  /// @param reason why
  /// @param returnCode kept when the program returned one
  /// @param signal kept when a signal killed it
  /// @param message one sentence for a person
  record Failed(
      Reason reason,
      @Nullable Integer returnCode,
      @Nullable Integer signal,
      @Nullable String message)
      implements Outcome {

    public Failed {
      End.requireOneDeath(returnCode, signal);
    }

    public static Failed because(Reason reason, String message) {
      return new Failed(reason, null, null, message);
    }
  }

  /// It was stopped because somebody asked for that.
  record Cancelled(@Nullable Integer returnCode, @Nullable Integer signal) implements Outcome {
    public Cancelled {
      End.requireOneDeath(returnCode, signal);
    }
  }

  /// The status that an experiment takes when this is its last attempt.
  default Status status() {
    return switch (this) {
      case Finished _ -> Status.FINISHED;
      case Failed _ -> Status.FAILED;
      case Cancelled _ -> Status.CANCELLED;
    };
  }

  /// The same as the fields of an experiment's record.
  default End end() {
    return switch (this) {
      case Finished finished -> new End(null, finished.returnCode(), null, null, null);
      case Failed failed ->
          new End(failed.reason(), failed.returnCode(), failed.signal(), failed.message(), null);
      case Cancelled cancelled ->
          new End(null, cancelled.returnCode(), cancelled.signal(), null, null);
    };
  }
}

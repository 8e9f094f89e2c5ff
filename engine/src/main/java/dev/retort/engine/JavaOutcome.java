package dev.retort.engine;

import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.StoreFullException;
import dev.retort.core.SuccessCodes;
import dev.retort.engine.warden.StopCause;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Classifies how Java code ended.
final class JavaOutcome {
  private JavaOutcome() {}

  static Outcome returned(@Nullable StopCause cause, int returnCode, SuccessCodes successCodes) {
    if (cause == StopCause.CANCEL) {
      return new Outcome.Cancelled(returnCode, null);
    }
    if (cause == StopCause.TIMEOUT) {
      return new Outcome.Failed(Reason.TIMEOUT, returnCode, null, "it ran longer than its timeout");
    }
    return successCodes.contains(returnCode)
        ? new Outcome.Finished(returnCode)
        : new Outcome.Failed(Reason.EXIT, returnCode, null, null);
  }

  static Outcome threw(@Nullable StopCause cause, Throwable thrown) {
    Throwable real =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause == StopCause.CANCEL) {
      return new Outcome.Cancelled(null, null);
    }
    if (cause == StopCause.TIMEOUT) {
      return Outcome.Failed.because(Reason.TIMEOUT, "it ran longer than its timeout");
    }
    Reason reason =
        switch (real) {
          case OutOfMemoryError _ -> Reason.OUT_OF_MEMORY;
          case StoreFullException _ -> Reason.DISK_FULL;
          default -> Reason.EXIT;
        };
    return Outcome.Failed.because(reason, real.toString());
  }
}

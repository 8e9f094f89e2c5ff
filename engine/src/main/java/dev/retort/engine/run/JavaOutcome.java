package dev.retort.engine.run;

import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.StoreFullException;
import dev.retort.core.program.SuccessCodes;
import dev.retort.warden.client.StopCause;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Classifies the end of Java code.
public final class JavaOutcome {
  private JavaOutcome() {}

  public static Outcome returned(
      @Nullable StopCause cause, int returnCode, SuccessCodes successCodes) {
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

  public static Outcome threw(@Nullable StopCause cause, Throwable thrown) {
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

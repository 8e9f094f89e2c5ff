package dev.retort.engine;

import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.SuccessCodes;
import dev.retort.engine.warden.ExitRecord;
import dev.retort.engine.warden.StopCause;

/// Classifies the exit record of a child process.
final class CommandOutcome {
  private CommandOutcome() {}

  static Outcome of(ExitRecord exit, SuccessCodes successCodes) {
    Integer returnCode = exit.returnCode();
    Integer signal = exit.signal();
    StopCause cause = exit.stoppedBy();
    if (cause == StopCause.CANCEL) {
      return new Outcome.Cancelled(returnCode, signal);
    }
    if (cause == StopCause.TIMEOUT) {
      return new Outcome.Failed(
          Reason.TIMEOUT, returnCode, signal, "it ran longer than its timeout");
    }
    if (cause == StopCause.SHUTDOWN || cause == StopCause.LEASE_LOST) {
      return new Outcome.Failed(
          Reason.LOST, returnCode, signal, "it was stopped together with the process that kept it");
    }
    if (returnCode != null) {
      return successCodes.contains(returnCode)
          ? new Outcome.Finished(returnCode)
          : new Outcome.Failed(Reason.EXIT, returnCode, null, null);
    }
    return exit.outOfMemory()
        ? new Outcome.Failed(Reason.OUT_OF_MEMORY, null, signal, "the system ran out of memory")
        : new Outcome.Failed(Reason.SIGNAL, null, signal, null);
  }
}

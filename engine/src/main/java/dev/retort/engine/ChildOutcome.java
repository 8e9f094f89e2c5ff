package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.SuccessCodes;
import dev.retort.core.Usage;
import dev.retort.engine.isolated.Report;
import dev.retort.engine.warden.ExitRecord;
import dev.retort.engine.warden.HostName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Classifies the exit record of a child process.
final class ChildOutcome {
  private ChildOutcome() {}

  /// @param attempt the attempt's directory, where an isolated program's own report lies
  static Ending of(Path attempt, ExitRecord exit, AttemptPlan plan) {
    Outcome outcome = stopped(exit);
    if (outcome == null) {
      outcome =
          plan.kind() == AttemptPlan.Kind.ISOLATED
              ? isolated(exit, Report.read(attempt), plan.successCodes())
              : command(exit, plan.successCodes());
    }
    return new Ending(outcome, usage(exit), null, exit.stoppedAt());
  }

  private static @Nullable Outcome stopped(ExitRecord exit) {
    Integer returnCode = exit.returnCode();
    Integer signal = exit.signal();
    return switch (exit.stoppedBy()) {
      case CANCEL -> new Outcome.Cancelled(returnCode, signal);
      case TIMEOUT ->
          new Outcome.Failed(Reason.TIMEOUT, returnCode, signal, "it ran longer than its timeout");
      case SHUTDOWN, LEASE_LOST ->
          new Outcome.Failed(
              Reason.LOST,
              returnCode,
              signal,
              "it was stopped together with the process that kept it");
      case null -> null;
    };
  }

  private static Outcome command(ExitRecord exit, SuccessCodes successCodes) {
    Integer returnCode = exit.returnCode();
    if (returnCode == null) {
      return signalled(exit);
    }
    Outcome outcome = returned(returnCode, successCodes);
    return outcome instanceof Outcome.Failed && exit.outOfMemory()
        ? new Outcome.Failed(
            Reason.OUT_OF_MEMORY,
            returnCode,
            null,
            "a process of it was killed since its memory ran out")
        : outcome;
  }

  private static Outcome returned(int returnCode, SuccessCodes successCodes) {
    return successCodes.contains(returnCode)
        ? new Outcome.Finished(returnCode)
        : new Outcome.Failed(Reason.EXIT, returnCode, null, null);
  }

  private static Outcome signalled(ExitRecord exit) {
    Integer signal = exit.signal();
    return exit.outOfMemory()
        ? new Outcome.Failed(
            Reason.OUT_OF_MEMORY, null, signal, "it was killed since memory ran out")
        : new Outcome.Failed(Reason.SIGNAL, null, signal, null);
  }

  /// The JVM's return code is the program's only when the program has said so.
  private static Outcome isolated(
      ExitRecord exit, @Nullable Report report, SuccessCodes successCodes) {
    Integer returnCode = exit.returnCode();
    if (returnCode == null) {
      return signalled(exit);
    }
    return switch (report) {
      case Report.Returned returned -> returned(returned.returnCode(), successCodes);
      case Report.Threw threw ->
          Outcome.Failed.because(
              threw.outOfMemory() ? Reason.OUT_OF_MEMORY : Reason.EXIT, threw.message());
      case Report.Unusable unusable -> Outcome.Failed.because(Reason.LAUNCH, unusable.message());
      case null ->
          new Outcome.Failed(
              Reason.EXIT,
              returnCode,
              null,
              "its JVM exited with " + returnCode + " before the program returned");
    };
  }

  private static Usage usage(ExitRecord exit) {
    long peak = exit.peakMemoryBytes();
    return new Usage(exit.host(), peak == 0 ? null : peak, exit.cpuTime(), exit.proof());
  }

  /// The end of one whose processes had to be searched for.
  static Ending lost(String why, String proof) {
    return new Ending(
        Outcome.Failed.because(Reason.LOST, why + "; nothing of it is left (" + proof + ")"),
        new Usage(HostName.current(), null, null, proof),
        null,
        null);
  }
}

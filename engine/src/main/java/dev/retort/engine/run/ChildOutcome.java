package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.StreamSize;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.files.LogTail;
import dev.retort.engine.isolated.IsolatedReport;
import dev.retort.engine.log.EngineLog;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.LogRecord;
import dev.retort.warden.linux.HostName;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Classifies the exit record of a child process.
final class ChildOutcome {
  private ChildOutcome() {}

  /// @param attempt the attempt's directory, with the report of an isolated program
  static AttemptResult of(Path attempt, ExitRecord exit, AttemptPlan plan) {
    Outcome outcome = stopped(exit);
    if (outcome == null) {
      outcome =
          plan.kind() == AttemptPlan.Kind.ISOLATED
              ? isolated(exit, IsolatedReport.read(attempt), plan.successCodes())
              : command(exit, plan);
    }
    return new AttemptResult(withStderr(outcome, attempt), usage(exit), null, exit.stoppedAt());
  }

  /// A failure with the last lines of the program's stderr before its own message, so that the last
  /// line says most.
  private static Outcome withStderr(Outcome outcome, Path attempt) {
    if (!(outcome instanceof Outcome.Failed failed)) {
      return outcome;
    }
    String lines = lastLines(new AttemptDirectory(attempt).stderr());
    if (lines.isEmpty()) {
      return outcome;
    }
    String message = failed.message();
    return new Outcome.Failed(
        failed.reason(),
        failed.returnCode(),
        failed.signal(),
        message == null ? lines : lines + '\n' + message);
  }

  private static String lastLines(Path stderr) {
    try {
      return LogTail.of(stderr).orElse("");
    } catch (IOException unreadable) {
      EngineLog.unexpected("commands - cannot read " + stderr, unreadable);
      return "";
    }
  }

  private static @Nullable Outcome stopped(ExitRecord exit) {
    Integer returnCode = exit.returnCode();
    Integer signal = exit.signal();
    return switch (exit.stoppedBy()) {
      case CANCEL -> new Outcome.Cancelled(returnCode, signal);
      case TIMEOUT ->
          new Outcome.Failed(Reason.TIMEOUT, returnCode, signal, "it ran longer than its timeout");
      case OUTPUT -> incomplete(exit);
      case SHUTDOWN ->
          new Outcome.Failed(
              Reason.LOST, returnCode, signal, "it was stopped together with its warden");
      case null -> null;
    };
  }

  /// Standard output is the result, and bytes of it are missing.
  private static Outcome incomplete(ExitRecord exit) {
    LogRecord stdout = exit.stdout();
    boolean noRoom = stdout != null && stdout.noRoom();
    String kept = stdout == null ? "" : "; its first " + stdout.keptBytes() + " bytes were kept";
    return new Outcome.Failed(
        noRoom ? Reason.DISK_FULL : Reason.OUTPUT_LIMIT,
        exit.returnCode(),
        exit.signal(),
        (noRoom
                ? "the disk had no room for its standard output, which is its result"
                : "its standard output, which is its result, exceeded stdout_limit")
            + kept);
  }

  private static Outcome command(ExitRecord exit, AttemptPlan plan) {
    Integer returnCode = exit.returnCode();
    if (returnCode == null) {
      return signalled(exit);
    }
    Outcome outcome = returned(returnCode, plan.successCodes());
    if (outcome instanceof Outcome.Finished && plan.printsResult() && exit.stdoutCut()) {
      return incomplete(exit);
    }
    return outcome instanceof Outcome.Failed && exit.outOfMemory()
        ? new Outcome.Failed(
            Reason.OUT_OF_MEMORY,
            returnCode,
            null,
            "one of its processes was killed because memory ran out")
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
            Reason.OUT_OF_MEMORY, null, signal, "it was killed because memory ran out")
        : new Outcome.Failed(Reason.SIGNAL, null, signal, null);
  }

  /// The JVM's exit code is the program's return code only if its report says so.
  private static Outcome isolated(
      ExitRecord exit, @Nullable IsolatedReport report, SuccessCodes successCodes) {
    Integer returnCode = exit.returnCode();
    if (returnCode == null) {
      return signalled(exit);
    }
    return switch (report) {
      case IsolatedReport.Returned returned -> returned(returned.returnCode(), successCodes);
      case IsolatedReport.Threw threw ->
          Outcome.Failed.because(
              threw.outOfMemory() ? Reason.OUT_OF_MEMORY : Reason.EXIT, threw.message());
      case IsolatedReport.Unusable unusable ->
          Outcome.Failed.because(Reason.LAUNCH, unusable.message());
      case null ->
          new Outcome.Failed(
              Reason.EXIT,
              returnCode,
              null,
              "its JVM exited with " + returnCode + " before the program returned");
    };
  }

  private static ResourceUsage usage(ExitRecord exit) {
    long peak = exit.peakMemoryBytes();
    return new ResourceUsage(
            exit.host(), peak == 0 ? null : peak, exit.cpuTime(), exit.proof().word())
        .withStreams(size(exit.stdout()), size(exit.stderr()));
  }

  private static @Nullable StreamSize size(@Nullable LogRecord log) {
    return log == null ? null : new StreamSize(log.bytes(), log.keptBytes());
  }

  /// The end of a lost attempt, whose processes had to be searched for.
  static AttemptResult lost(Path attempt, String why, String proof) {
    String message = why + "; none of its processes is left (" + proof + ")";
    return new AttemptResult(
        withStderr(Outcome.Failed.because(Reason.LOST, message), attempt),
        new ResourceUsage(HostName.current(), null, null, proof),
        null,
        null);
  }
}

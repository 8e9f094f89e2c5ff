package dev.retort.engine.log;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// All log messages of the engine; they never contain a payload. Thread-safe.
///
/// Messages that are logged for every experiment are concatenated, because parsing a pattern takes
/// ten times as long.
public final class EngineLog {
  private static final Logger LOG = System.getLogger("retort.engine");

  private EngineLog() {}

  public static void started(String node, String store, int programs, long backlog) {
    LOG.log(
        Level.INFO,
        "engine - started node={0} programs={1} backlog={2} store={3}",
        node,
        Integer.toString(programs),
        Long.toString(backlog),
        store);
  }

  public static void programGone(String program, long pending) {
    LOG.log(
        Level.WARNING,
        "engine - {0} experiments wait for the unconfigured program \"{1}\"",
        Long.toString(pending),
        program);
  }

  public static void temporaryLeft(Path attempt, String why) {
    LOG.log(
        Level.WARNING,
        "engine - cannot delete the temporary files of {0}: {1}; retention deletes them with the"
            + " experiment",
        attempt,
        why);
  }

  public static void taskAdded(Experiment experiment) {
    LOG.log(
        Level.INFO,
        () ->
            "root - added task experiment=" + experiment.id() + " program=" + experiment.program());
  }

  public static void runSubmitted(Experiment experiment) {
    LOG.log(
        Level.INFO,
        () -> "process - submitted run" + ids(experiment) + " program=" + experiment.program());
  }

  public static void ended(Experiment experiment) {
    Integer returnCode = experiment.state().end().returnCode();
    if (returnCode != null) {
      LOG.log(
          Level.INFO,
          () ->
              "process - processing "
                  + experiment.status().word()
                  + " with return code "
                  + returnCode
                  + ids(experiment));
    } else {
      LOG.log(
          Level.INFO,
          "process - processing {0} without a return code ({1}) experiment={2} attempt={3}",
          experiment.status().word(),
          why(experiment),
          experiment.id(),
          attempt(experiment));
    }
  }

  /// The message of a death by signal is the program's own output, which is not logged. Otherwise
  /// the last line is Retort's, or the exception of Java code.
  private static String why(Experiment experiment) {
    EndDetails end = experiment.state().end();
    Reason reason = end.reason();
    Optional<String> line = reason == Reason.SIGNAL ? Optional.empty() : end.lastLine();
    return (reason == null ? "stopped" : reason.word())
        + (end.signal() == null ? "" : ", signal " + end.signal())
        + line.map(text -> ": " + text).orElse("");
  }

  public static void purged(String program, int count) {
    LOG.log(
        Level.INFO,
        "retention - purged {0} experiments program={1}",
        Integer.toString(count),
        program);
  }

  public static void expired(int count) {
    LOG.log(
        Level.INFO,
        "engine - {0} experiments expired before their first start",
        Integer.toString(count));
  }

  public static void ignoresStop(ExperimentId id, int attempt) {
    ofAttempt(
        Level.WARNING,
        "process - still running after its grace period; keeps its slot",
        id,
        attempt);
  }

  public static void suspected(ExperimentId id, int attempt) {
    ofAttempt(
        Level.WARNING,
        "recovery - its server crashed again; from now on it runs alone",
        id,
        attempt);
  }

  public static void retrying(Experiment experiment, Outcome outcome, Instant at) {
    LOG.log(
        Level.INFO,
        "process - retry at {0} experiment={1} attempt={2} outcome={3}",
        at,
        experiment.id(),
        attempt(experiment),
        brief(outcome.end()));
  }

  /// Without the message, which may be the program's own output.
  private static String brief(EndDetails end) {
    Reason reason = end.reason();
    return (reason == null ? "stopped" : reason.word())
        + (end.returnCode() == null ? "" : ", return code " + end.returnCode())
        + (end.signal() == null ? "" : ", signal " + end.signal());
  }

  public static void handedBack(Experiment experiment) {
    ofAttempt(Level.INFO, "process - handed back", experiment.id(), experiment.state().attempt());
  }

  public static void stale(ExperimentId id, int attempt) {
    ofAttempt(Level.WARNING, "process - ignored the end of a stale attempt", id, attempt);
  }

  public static void heldBack(ExperimentId id, int attempt) {
    ofAttempt(
        Level.INFO,
        "warden - runs another version and exits when it is idle; the start waits for its exit",
        id,
        attempt);
  }

  public static void adopted(ExperimentId id, int attempt) {
    ofAttempt(Level.INFO, "recovery - adopted a running program", id, attempt);
  }

  public static void collected(ExperimentId id, int attempt) {
    ofAttempt(Level.INFO, "recovery - found the exit record", id, attempt);
  }

  public static void lost(ExperimentId id, int attempt, String why) {
    LOG.log(
        Level.WARNING,
        "recovery - lost experiment={0} attempt={1}: {2}",
        id,
        Integer.toString(attempt),
        why);
  }

  public static void closedToOthers(Path directory, String before, String after) {
    LOG.log(
        Level.WARNING,
        "start - the data directory {0} had mode {1}; it now has {2}, so that other users cannot"
            + " read queries and inputs",
        directory,
        before,
        after);
  }

  public static void wardenLost() {
    LOG.log(Level.WARNING, "warden - died; its programs are ended and recorded as lost");
  }

  public static void outcomeUnknown(Throwable cause) {
    LOG.log(
        Level.ERROR,
        "store - a commit failed and its durability is unknown; the store rejects further writes",
        cause);
  }

  static void failedInARow(String what, int count, Throwable cause) {
    if (count == 1) {
      LOG.log(
          Level.WARNING, what + " failed; it is tried again, and further failures count", cause);
    } else {
      LOG.log(Level.DEBUG, () -> what + " failed " + count + " times in a row: " + cause);
    }
  }

  static void succeededAfter(String what, int failures) {
    LOG.log(Level.INFO, what + " succeeded after " + failures + " failures");
  }

  /// Logs the first failure of a listener, and then each time their number has grown tenfold.
  public static void listenerFailed(long failures, Throwable cause) {
    if (isPowerOfTen(failures)) {
      LOG.log(Level.ERROR, "listener - failed, " + failures + " times so far", cause);
    }
  }

  private static boolean isPowerOfTen(long count) {
    long power = 1;
    while (power < count) {
      power *= 10;
    }
    return power == count;
  }

  public static void unexpected(String where, Throwable cause) {
    LOG.log(Level.ERROR, where, cause);
  }

  private static void ofAttempt(Level level, String sentence, ExperimentId id, int attempt) {
    LOG.log(level, sentence + " experiment={0} attempt={1}", id, Integer.toString(attempt));
  }

  private static String ids(Experiment experiment) {
    return " experiment=" + experiment.id() + " attempt=" + experiment.state().attempt();
  }

  private static String attempt(Experiment experiment) {
    return Integer.toString(experiment.state().attempt());
  }
}

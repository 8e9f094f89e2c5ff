package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;

/// All that the engine logs, in one place; never a payload. Thread-safe.
///
/// What is logged for every experiment is put together here: to parse a pattern each time took ten
/// times as long.
final class EngineLog {
  private static final Logger LOG = System.getLogger("retort.engine");

  private EngineLog() {}

  static void started(String node, String store, int programs, long backlog) {
    LOG.log(
        Level.INFO,
        "engine - started node={0} programs={1} backlog={2} store={3}",
        node,
        Integer.toString(programs),
        Long.toString(backlog),
        store);
  }

  static void programGone(String program, long pending) {
    LOG.log(
        Level.WARNING,
        "engine - {0} experiments wait for the program \"{1}\", which is not configured",
        Long.toString(pending),
        program);
  }

  static void taskAdded(Experiment experiment) {
    LOG.log(
        Level.INFO,
        () ->
            "root - added task experiment=" + experiment.id() + " program=" + experiment.program());
  }

  static void runSubmitted(Experiment experiment) {
    LOG.log(
        Level.INFO,
        () -> "process - submitted run" + ids(experiment) + " program=" + experiment.program());
  }

  static void ended(Experiment experiment) {
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

  private static String why(Experiment experiment) {
    Integer signal = experiment.state().end().signal();
    var reason = experiment.state().end().reason();
    String message = experiment.state().end().message();
    return (reason == null ? "stopped" : reason.word())
        + (signal == null ? "" : ", signal " + signal)
        + (message == null ? "" : ": " + message);
  }

  static void purged(String program, int count) {
    LOG.log(
        Level.INFO,
        "retention - purged {0} experiments program={1}",
        Integer.toString(count),
        program);
  }

  static void expired(int count) {
    LOG.log(
        Level.INFO, "engine - {0} experiments were not started in time", Integer.toString(count));
  }

  static void ignoresStop(ExperimentId id, int attempt) {
    LOG.log(
        Level.WARNING,
        "process - runs on although its grace period is over; its slot stays taken"
            + " experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void suspected(ExperimentId id, int attempt) {
    LOG.log(
        Level.WARNING,
        "recovery - its server died beneath it again; it runs alone now experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void retrying(Experiment experiment, Outcome outcome, Instant at) {
    LOG.log(
        Level.INFO,
        "process - will try again at {0} experiment={1} attempt={2} outcome={3}",
        at,
        experiment.id(),
        attempt(experiment),
        outcome);
  }

  static void handedBack(Experiment experiment) {
    LOG.log(
        Level.INFO,
        "process - handed back experiment={0} attempt={1}",
        experiment.id(),
        attempt(experiment));
  }

  static void stale(ExperimentId id, int attempt) {
    LOG.log(
        Level.WARNING,
        "process - a stale attempt ended and changed nothing experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void heldBack(ExperimentId id, int attempt) {
    LOG.log(
        Level.INFO,
        "warden - it is of another version, and goes when what it runs has ended; a start waits for"
            + " that experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void adopted(ExperimentId id, int attempt) {
    LOG.log(
        Level.INFO,
        "recovery - adopted a running program experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void collected(ExperimentId id, int attempt) {
    LOG.log(
        Level.INFO,
        "recovery - found the exit record experiment={0} attempt={1}",
        id,
        Integer.toString(attempt));
  }

  static void lost(ExperimentId id, int attempt, String why) {
    LOG.log(
        Level.WARNING,
        "recovery - lost experiment={0} attempt={1}: {2}",
        id,
        Integer.toString(attempt),
        why);
  }

  static void wardenLost() {
    LOG.log(Level.WARNING, "warden - it is gone; its programs are ended and counted as lost");
  }

  static void outcomeUnknown(Throwable cause) {
    LOG.log(
        Level.ERROR,
        "store - a commit failed and it is not known what is on disk; no more writes are taken",
        cause);
  }

  static void finishDelayed(ExperimentId id, Throwable cause) {
    LOG.log(
        Level.ERROR,
        "store - the end of experiment={0} could not be recorded yet: {1}",
        id,
        cause.toString());
  }

  static void triedAgain(String what, Throwable cause) {
    LOG.log(Level.WARNING, what + " - failed and is tried again in a second", cause);
  }

  static void unexpected(String where, Throwable cause) {
    LOG.log(Level.ERROR, where, cause);
  }

  private static String ids(Experiment experiment) {
    return " experiment=" + experiment.id() + " attempt=" + experiment.state().attempt();
  }

  private static String attempt(Experiment experiment) {
    return Integer.toString(experiment.state().attempt());
  }
}

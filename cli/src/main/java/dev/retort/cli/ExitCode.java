package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.core.Status;

/// What the command line's exit codes mean. From 125 on they are Retort's own, so that `submit
/// --wait` can hand on a program's.
final class ExitCode {
  static final int OK = 0;

  /// The server refused, or could not be reached.
  static final int REFUSED = 1;

  /// Wrong usage or configuration; nothing was started.
  static final int USAGE = 2;

  /// `submit`: the query was not accepted.
  static final int NOT_ACCEPTED = 125;

  /// `submit --wait`: the program ended without a return code of its own.
  static final int NO_RETURN_CODE = 126;

  /// `submit --wait`: the program returned 125 or more.
  static final int LARGE_RETURN_CODE = 127;

  /// `submit --wait`: plus the number of the signal that killed the program.
  static final int SIGNAL = 128;

  private ExitCode() {}

  /// The code for an experiment that has ended.
  static int of(RemoteExperiment experiment) {
    boolean byItself = experiment.status() == Status.FINISHED || "exit".equals(experiment.reason());
    Integer code = experiment.returnCode();
    if (byItself && code != null) {
      return code < NOT_ACCEPTED ? code : LARGE_RETURN_CODE;
    }
    Integer signal = experiment.signal();
    boolean killed =
        "signal".equals(experiment.reason()) || "out_of_memory".equals(experiment.reason());
    return killed && signal != null ? SIGNAL + signal : NO_RETURN_CODE;
  }
}

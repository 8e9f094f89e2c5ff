package dev.retort.cli.terminal;

import dev.retort.client.RemoteExperiment;
import dev.retort.core.Status;

/// The exit codes of the command line. `submit --wait` passes on return codes of programs up to
/// 124.
public final class ExitCode {
  public static final int OK = 0;

  /// The server rejected the request or is unreachable.
  public static final int REFUSED = 1;

  /// Invalid usage or configuration; nothing was started.
  public static final int USAGE = 2;

  /// `submit`: the query was not accepted.
  public static final int NOT_ACCEPTED = 125;

  /// `submit --wait`: the experiment did not finish, and no return code says why.
  static final int NOT_FINISHED = 126;

  /// `submit --wait`: the program returned 125 or more.
  static final int LARGE_RETURN_CODE = 127;

  /// `submit --wait`: plus the number of the signal that killed the program.
  public static final int SIGNAL = 128;

  private ExitCode() {}

  /// The code for an experiment that has ended; 0 only for a finished one.
  public static int of(RemoteExperiment experiment) {
    boolean finished = experiment.status() == Status.FINISHED;
    boolean byItself = finished || "exit".equals(experiment.reason());
    Integer code = experiment.returnCode();
    if (byItself && code != null && (finished || code != OK)) {
      return code < NOT_ACCEPTED ? code : LARGE_RETURN_CODE;
    }
    Integer signal = experiment.signal();
    boolean killed =
        "signal".equals(experiment.reason()) || "out_of_memory".equals(experiment.reason());
    return killed && signal != null ? SIGNAL + signal : NOT_FINISHED;
  }
}

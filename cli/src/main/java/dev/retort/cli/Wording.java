package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.core.Progress;
import java.time.Duration;
import java.time.Instant;

/// How the command line speaks of experiments. Thread-safe.
final class Wording {
  private Wording() {}

  /// How long ago, in its largest unit: `5s`, `12m`, `3h`, `2d`.
  static String age(Instant from, Instant now) {
    Duration age = Duration.between(from, now);
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }

  /// Where it is in its life, in one line.
  static String state(RemoteExperiment experiment) {
    Progress progress = experiment.progress();
    return switch (experiment.status()) {
      case PENDING ->
          experiment.position() == null
              ? "pending"
              : "pending, place " + experiment.position() + " in the backlog";
      case RUNNING ->
          progress == null
              ? "running"
              : "running, "
                  + Math.round(progress.fraction() * 100)
                  + " %"
                  + (progress.message().isEmpty() ? "" : ", " + progress.message());
      case FINISHED -> "finished with return code " + experiment.returnCode();
      case FAILED -> "failed: " + reason(experiment);
      case CANCELLED -> "cancelled";
    };
  }

  private static String reason(RemoteExperiment experiment) {
    String reason = experiment.reason() == null ? "" : experiment.reason();
    String what =
        switch (reason) {
          case "exit" -> "return code " + experiment.returnCode();
          case "signal" -> "killed by signal " + experiment.signal();
          default -> reason.replace('_', ' ');
        };
    return experiment.message() == null ? what : what + ", " + experiment.message();
  }
}

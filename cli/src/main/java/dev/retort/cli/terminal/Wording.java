package dev.retort.cli.terminal;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteStopping;
import dev.retort.client.RemoteStream;
import dev.retort.core.Violation;
import dev.retort.core.program.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Describes experiments for the command line. Thread-safe.
public final class Wording {
  private Wording() {}

  /// The time between two instants in the largest unit: `5s`, `12m`, `3h`, `2d`.
  public static String age(Instant from, Instant now) {
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

  /// The status with details, in one line.
  public static String state(RemoteExperiment experiment) {
    return switch (experiment.status()) {
      case PENDING -> pending(experiment);
      case RUNNING -> running(experiment);
      case FINISHED -> "finished with return code " + experiment.returnCode();
      case FAILED -> "failed: " + reason(experiment);
      case CANCELLED ->
          experiment.message() == null
              ? "cancelled"
              : "cancelled: " + lastLine(experiment.message());
    };
  }

  private static String pending(RemoteExperiment experiment) {
    String place =
        experiment.position() == null
            ? "pending"
            : "pending, place " + experiment.position() + " in the backlog";
    String waiting =
        switch (experiment.waitingFor()) {
          case null -> "";
          case "program" -> "its program, which is not configured";
          case "resume" -> "its program to be resumed";
          case "time" -> "its start time, " + experiment.notBefore();
          case "slot" -> "a free slot" + detail(experiment.waitingReason());
          case "cpus" -> "free processors";
          case "memory" -> "free memory";
          case "quarantine" -> "an experiment that must run alone";
          case "warden" -> "the warden, which cannot be started: " + experiment.waitingReason();
          default -> experiment.waitingFor();
        };
    return waiting.isEmpty() ? place : place + ", waits for " + waiting;
  }

  private static String detail(@Nullable String words) {
    return words == null ? "" : ": " + words;
  }

  private static String running(RemoteExperiment experiment) {
    RemoteStopping stopping = experiment.stopping();
    if (stopping != null) {
      return "running, " + stopping(stopping);
    }
    Progress progress = experiment.progress();
    return progress == null
        ? "running"
        : "running, "
            + Math.round(progress.fraction() * 100)
            + " %"
            + (progress.message().isEmpty() ? "" : ", " + progress.message());
  }

  /// The progress of a stop.
  public static String stopping(RemoteStopping stopping) {
    String cause =
        switch (stopping.cause()) {
          case "timeout" -> "timeout; ";
          case "output" -> "its result cannot be kept completely; ";
          default -> "";
        };
    String when = stopping.killAt() == null ? "" : " at " + stopping.killAt();
    return cause
        + switch (stopping.step()) {
          case "requested" -> "stop requested";
          case "signalled" ->
              stopping.killAt() == null ? "stopping" : "stopping, will be killed" + when;
          case "killed" -> "killed" + when + ", waiting for its last process";
          case "ignored" -> "ignores the stop, and Java code cannot be killed";
          default -> stopping.step();
        };
  }

  /// A violation in terms of the command line.
  public static String violation(Violation violation) {
    String[] steps = violation.pointer().split("/", 3);
    String name = steps.length > 1 ? unescaped(steps[1]) : "";
    String rest = steps.length > 2 ? unescaped(steps[2]) : "";
    String option =
        switch (name) {
          case "parameters" -> rest.isEmpty() ? "--param" : "--param " + rest;
          case "labels" -> rest.isEmpty() ? "--label" : "--label " + rest;
          case "query_name" -> "--name";
          case "query_sequence" -> "--sequence";
          case "program", "priority", "timeout", "keep" -> "--" + name;
          case "expires_after", "not_before" -> "--" + name.replace('_', '-');
          case "Idempotency-Key" -> "--key";
          case "" -> "";
          default -> "--file " + name;
        };
    return option.isEmpty() ? violation.detail() : option + ": " + violation.detail();
  }

  /// How much of an output stream was kept.
  public static String size(RemoteStream stream) {
    return stream.truncated()
        ? "cut: the first " + stream.keptBytes() + " of " + stream.bytes() + " bytes were kept"
        : stream.bytes() + " bytes";
  }

  private static String unescaped(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  private static String reason(RemoteExperiment experiment) {
    String reason = experiment.reason() == null ? "" : experiment.reason();
    String what =
        switch (reason) {
          case "exit" -> "return code " + experiment.returnCode();
          case "signal" -> "killed by signal " + experiment.signal();
          default -> reason.replace('_', ' ');
        };
    String line = lastLine(experiment.message());
    return line.isEmpty() ? what : what + ", " + line;
  }

  /// The last line of a message, which says most; empty if there is no message.
  public static String lastLine(@Nullable String message) {
    return message == null ? "" : message.substring(message.lastIndexOf('\n') + 1);
  }
}

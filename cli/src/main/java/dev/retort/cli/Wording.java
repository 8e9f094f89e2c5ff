package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteStopping;
import dev.retort.core.Progress;
import dev.retort.core.Violation;
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
    return switch (experiment.status()) {
      case PENDING -> pending(experiment);
      case RUNNING -> running(experiment);
      case FINISHED -> "finished with return code " + experiment.returnCode();
      case FAILED -> "failed: " + reason(experiment);
      case CANCELLED ->
          experiment.message() == null ? "cancelled" : "cancelled: " + experiment.message();
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
          case "time" -> "its time, " + experiment.notBefore();
          case "slot" -> "a free slot";
          case "cpus" -> "free processors";
          case "memory" -> "free memory";
          case "quarantine" -> "a suspect that runs alone";
          default -> experiment.waitingFor();
        };
    return waiting.isEmpty() ? place : place + ", waits for " + waiting;
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

  /// How far a stop is.
  static String stopping(RemoteStopping stopping) {
    String cause = stopping.cause().equals("timeout") ? "its time is up; " : "";
    String when = stopping.killAt() == null ? "" : " at " + stopping.killAt();
    return cause
        + switch (stopping.step()) {
          case "requested" -> "will be asked to stop";
          case "signalled" ->
              stopping.killAt() == null ? "asked to stop" : "asked to stop, will be killed" + when;
          case "killed" -> "killed" + when + ", until nothing of it is left";
          case "ignored" -> "ignores the request to stop, and Java code cannot be killed";
          default -> stopping.step();
        };
  }

  /// What is wrong with a query, in the words of the command line.
  static String violation(Violation violation) {
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
    return experiment.message() == null ? what : what + ", " + experiment.message();
  }
}

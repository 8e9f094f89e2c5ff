package dev.retort.core;

import java.util.Locale;

/// The status of an experiment: `pending → running → finished | failed | cancelled`.
///
/// A retry goes from `running` back to `pending`. The set never grows, because new states break
/// clients: further details go into fields.
public enum Status {
  PENDING,
  RUNNING,
  FINISHED,
  FAILED,
  CANCELLED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// Whether the status is one of the three final ones.
  public boolean ended() {
    return this == FINISHED || this == FAILED || this == CANCELLED;
  }

  /// The name as clients, files and the database spell it, for example `pending`.
  public String word() {
    return word;
  }

  /// The status with this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Status ofWord(String word) {
    for (Status status : values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    throw new IllegalArgumentException(
        "status must be pending, running, finished, failed or cancelled, got " + word);
  }
}

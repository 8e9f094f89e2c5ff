package dev.retort.core;

import java.util.Locale;

/// Where an experiment is in its life: `pending → running → finished | failed | cancelled`.
///
/// A retry goes from `running` back to `pending`. The set is closed for ever: clients break on new
/// states, so whatever more there is to say goes into fields.
public enum Status {
  PENDING,
  RUNNING,
  FINISHED,
  FAILED,
  CANCELLED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// True for the three states that never change again.
  public boolean ended() {
    return this == FINISHED || this == FAILED || this == CANCELLED;
  }

  /// The name as clients, files and the database spell it, for example `pending`.
  public String word() {
    return word;
  }

  /// The status of that word.
  ///
  /// @throws IllegalArgumentException when there is none
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

package dev.retort.core;

import java.util.Locale;

/// Why an experiment failed.
public enum Reason {
  /// The program returned a code that is not one of its success codes.
  EXIT,
  /// A signal killed the program; Retort did not send it.
  SIGNAL,
  /// The program exceeded its timeout.
  TIMEOUT,
  /// The program ran out of memory.
  OUT_OF_MEMORY,
  /// The program could not be started.
  LAUNCH,
  /// The file system of the experiments was full.
  DISK_FULL,
  /// Its standard output is its result and exceeded its limit.
  OUTPUT_LIMIT,
  /// The process disappeared without an exit record (reboot, killed warden, server crash).
  LOST,
  /// The experiment crashed its host process too often.
  POISON;

  /// The name as clients, files and the database spell it, for example `out_of_memory`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The reason with this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Reason ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

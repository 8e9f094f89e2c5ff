package dev.retort.core;

import java.util.Locale;

/// Why an experiment failed.
public enum Reason {
  /// The program ended by itself with a return code that is not among its success codes.
  EXIT,
  /// A signal that Retort did not send killed the program.
  SIGNAL,
  /// The program ran longer than its timeout allowed.
  TIMEOUT,
  /// The program was killed, or threw, because memory ran out.
  OUT_OF_MEMORY,
  /// The program could not be started at all.
  LAUNCH,
  /// The file system of the experiments had no room.
  DISK_FULL,
  /// The process is gone and left no record of its end (reboot, killed warden, server crash).
  LOST,
  /// It took its host process down too often.
  POISON;

  /// The name as clients, files and the database spell it, for example `out_of_memory`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The reason of that word.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Reason ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

package dev.retort.engine.kinds;

/// The behaviours of the program in [RunnerContract]; the query's name selects one.
enum Behaviour {
  /// Returns the sequence as its return code.
  RETURN,
  /// Outputs the sequence.
  SAY,
  /// Outputs more than the limit.
  FLOOD,
  /// Returns 7 in the first attempt, and outputs all data about its experiment in the second.
  DESCRIBE,
  /// Writes the sequence into the file `written` of its directory.
  WRITE,
  /// Reports the progress 0.42, waits until it is stopped, and creates the file `stopped-<id>` in
  /// the directory whose path is the sequence.
  WAIT,
  /// Reports the progress 0.42, waits until it is stopped, and then returns 0.
  FINISH_WHEN_STOPPED,
  /// Reports the progress 0.42, ignores a stop, and returns 0 once the file exists whose path is
  /// the sequence.
  LINGER
}

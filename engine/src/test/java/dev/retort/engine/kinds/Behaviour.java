package dev.retort.engine.kinds;

/// What the program of [RunnerContract] does; the query's name is one of these.
enum Behaviour {
  /// Returns the code that is the sequence.
  RETURN,
  /// Leaves the sequence as its output.
  SAY,
  /// Leaves more output than it may.
  FLOOD,
  /// Leaves as its output what it sees of its experiment.
  DESCRIBE,
  /// Writes the sequence into the file `written` of its directory.
  WRITE,
  /// Tells the progress 0.42, waits until it is stopped, and leaves the mark `stopped-<id>` in the
  /// directory that the sequence names.
  WAIT,
  /// Tells the progress 0.42, waits until it is stopped, and then returns 0.
  FINISH_WHEN_STOPPED,
  /// Tells the progress 0.42, and returns 0 once the file exists that the sequence names, whatever
  /// it is asked.
  LINGER
}

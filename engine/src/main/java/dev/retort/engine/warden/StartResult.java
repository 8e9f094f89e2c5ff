package dev.retort.engine.warden;

/// What came of a wish to start a program.
public sealed interface StartResult {

  /// The program runs.
  record Started(ProcessIdentity process) implements StartResult {}

  /// The program could not be executed; the attempt is decided (`start` exists) and has no exit
  /// record.
  ///
  /// @param message a sentence that names the program and the obstacle
  record Refused(String message) implements StartResult {}

  /// Someone had created `start` before: the program was not run.
  record AlreadyDecided() implements StartResult {}
}

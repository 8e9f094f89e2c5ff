package dev.retort.warden.client;

import dev.retort.warden.linux.ProcessIdentity;

/// The result of a request to start a program.
public sealed interface StartResult {

  /// The program runs.
  record Started(ProcessIdentity process) implements StartResult {}

  /// The program could not be executed; the attempt is decided (`start` exists) and has no exit
  /// record.
  ///
  /// @param message a sentence that names the program and the obstacle
  record Refused(String message) implements StartResult {}

  /// The start record existed already, so the program was not run.
  record AlreadyDecided() implements StartResult {}
}

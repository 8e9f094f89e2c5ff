package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.program.Program;
import dev.retort.warden.client.StopCause;
import java.time.Instant;
import java.util.Optional;

/// Runs the attempts of some kinds of programs: Java code in this process, child processes under
/// the local warden, or jobs of a cluster. Thread-safe.
public interface ProgramRunner extends AutoCloseable {

  /// Receives the events of one attempt, from any thread.
  interface Events {
    /// No process of the attempt is left; its result is being recorded. Comes before [#ended], or
    /// never.
    void emptied();

    /// The attempt has ended; comes once.
    void ended(AttemptResult result);

    /// The attempt has not started and never will, and the program is not the cause. Comes instead
    /// of [#ended].
    void handedBack();
  }

  /// The state of an attempt of an earlier server.
  sealed interface Adoption {
    /// It runs, or its result is known: its events follow, or came already.
    record Adopted() implements Adoption {}

    /// It has not started and never will.
    record NeverStarted() implements Adoption {}

    /// The machine restarted since, and its start may have been lost with unsynced files.
    record LostWithMachine() implements Adoption {}

    /// It ran inside the earlier server's process and died with it.
    record DiedWithServer() implements Adoption {}
  }

  /// Starts the attempt and attaches its stop action to `run`. Neither blocks nor throws.
  void start(Run run, Program program, Events events);

  /// Takes over an attempt of an earlier server. May block and may throw if [#outlivesServer()];
  /// the caller then retries.
  Adoption adopt(Run run, Events events);

  /// Stops the attempt, whether it has started or is about to; the first cause counts. Must not
  /// block.
  void stop(Run run, StopCause cause, Instant at);

  /// Whether attempts continue while no server runs, so that a later server can adopt them.
  boolean outlivesServer();

  /// Whether any attempt is under way.
  boolean busy();

  /// Why nothing can be started at present; empty if it can. Must not block.
  default Optional<String> blocked() {
    return Optional.empty();
  }

  /// Prepares the first start. Must not block.
  default void warmUp() {}

  /// Disconnects; attempts that outlive the server continue.
  @Override
  default void close() {}
}

package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Program;
import java.util.function.Consumer;

/// Runs one kind of program.
///
/// @param <P> the kind
interface Runner<P extends Program> {
  /// Starts the attempt, ties what runs to `run` and calls `end` once, from any thread. Must
  /// neither block nor throw.
  void start(Run run, P program, Consumer<Ending> end);
}

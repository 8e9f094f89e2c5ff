package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Program;
import java.util.function.Consumer;

/// The child processes of a node, which outlive it. [ChildRunner] is the real one. Thread-safe.
interface Children extends AutoCloseable {
  /// Starts the attempt, ties what runs to `run` and calls `end` once, from any thread. Neither
  /// blocks nor throws.
  void start(Run run, Program program, AttemptPlan plan, Consumer<Ending> end);

  /// Takes over an attempt that an earlier server started. Answers in time, through `end`.
  void adopt(Run run, AttemptPlan plan, Consumer<Ending> end);

  /// True when the attempt never started and now never will.
  boolean neverStarted(Run run);

  /// Whether any child process of this node is under way.
  boolean busy();

  /// Starts or connects the warden ahead of the first command.
  void warmUp();

  /// Lets go of the warden; what it runs goes on. One that runs nothing is not needed any more.
  @Override
  void close();
}

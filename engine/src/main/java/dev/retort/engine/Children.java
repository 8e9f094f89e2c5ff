package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Program;

/// The child processes of a node, which outlive it. [ChildRunner] is the real one. Thread-safe.
interface Children extends AutoCloseable {
  /// Told of an attempt's end, from any thread.
  interface End {
    /// No process of it is left; what it leaves is being recorded. Before [#ended], or never.
    void emptied();

    /// How it ended; once.
    void ended(Ending ending);
  }

  /// Starts the attempt, ties what runs to `run`, and tells `end`. Neither blocks nor throws.
  void start(Run run, Program program, AttemptPlan plan, End end);

  /// Takes over an attempt that an earlier server started. Answers in time, through `end`.
  void adopt(Run run, AttemptPlan plan, End end);

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

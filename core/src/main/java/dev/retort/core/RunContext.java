package dev.retort.core;

import java.nio.file.Path;

/// What Java code sees of the experiment that it runs. Thread-safe.
public interface RunContext {

  /// The experiment as it was claimed.
  Experiment experiment();

  /// The whole input; read from disk when it is large.
  String sequence();

  /// A directory of this attempt's own, made at the first call; its files are served as results.
  Path directory();

  /// Says how far the work is.
  ///
  /// @param fraction 0 to 1
  void progress(double fraction, String message);

  /// True once somebody asked for the end, or the time is up.
  boolean stopRequested();

  /// Has something done when the work shall stop: at once when it shall already. The action must
  /// not block. A future that an asynchronous program has returned is cancelled in any case, and
  /// the thread of a blocking one is interrupted.
  void onStop(Runnable action);

  /// Leaves a JSON document as the experiment's result; the last one counts. It is kept when the
  /// program finishes.
  ///
  /// @throws IllegalArgumentException when it has more than a million characters: write larger
  ///   output to [#directory()]
  void result(String json);
}

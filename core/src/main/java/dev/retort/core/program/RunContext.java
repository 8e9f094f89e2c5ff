package dev.retort.core.program;

import dev.retort.core.Experiment;
import dev.retort.core.TraceParent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/// Java code's access to its experiment. Thread-safe.
public interface RunContext {

  /// The experiment as it was claimed.
  Experiment experiment();

  /// The client's place in a distributed trace; empty if it sent no valid `traceparent`. The code
  /// creates its spans below it. A command finds it in `TRACEPARENT`.
  default Optional<TraceParent> traceparent() {
    return Optional.ofNullable(experiment().query().options().traceparent());
  }

  /// The whole sequence as text; empty if there is none. Reads a large one from disk.
  ///
  /// @throws dev.retort.core.RetortException if it is not UTF-8: see [#openSequence()]
  String sequence();

  /// The sequence as the bytes that the client sent, or as they were unpacked. The caller closes
  /// the stream.
  InputStream openSequence() throws IOException;

  /// The directory of this attempt, created by the first call; its files are served as results.
  Path directory();

  /// Reports progress.
  ///
  /// @param fraction 0 to 1
  void progress(double fraction, String message);

  /// Whether the work must stop: because of a cancel request, the timeout, or a shutdown.
  boolean stopRequested();

  /// Registers an action for the request to stop; runs it immediately if the work must already
  /// stop. The action must not block. In any case, the future of an asynchronous program is
  /// cancelled, and the thread of a blocking program is interrupted.
  void onStop(Runnable action);

  /// Sets the experiment's result, a JSON document; a later call replaces it. The result is stored
  /// when the program finishes.
  ///
  /// @throws IllegalArgumentException if it has more than a million characters: write larger output
  ///   to [#directory()]
  void result(String json);
}

package dev.retort.engine.submit;

import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import org.jspecify.annotations.Nullable;

/// The input of an experiment is no longer what the client sent: its program has replaced, changed
/// or deleted it. The experiment cannot be run again.
public final class InputChangedException extends RetortException {
  private static final long serialVersionUID = 1L;

  /// @param what the changed input, `query_sequence` or the name of a file
  public InputChangedException(ExperimentId id, String what, @Nullable Throwable cause) {
    super(
        "the "
            + what
            + " of experiment "
            + id
            + " is no longer what the client sent: the program has replaced, changed or deleted it;"
            + " submit the query with its input instead",
        cause);
  }
}

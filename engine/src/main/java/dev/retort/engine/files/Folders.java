package dev.retort.engine.files;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Claimed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Manages the files of experiments. [Workspace] is the real implementation. Thread-safe.
public interface Folders {
  /// A buffer for an input: text or other bytes of unknown length.
  ///
  /// @param limit maximum length in bytes; exceeding it throws a `SequenceTooLargeException` that
  ///   names `what`
  Spool spool(String what, long limit);

  /// Moves the spooled inputs of a query to the place where its experiment reads them, and syncs
  /// them.
  ///
  /// @param files additional input files by name
  void take(ExperimentId id, Input sequence, Map<String, Input> files);

  /// Reverses [#take] for a query that was not accepted.
  void drop(ExperimentId id);

  /// Creates the directories of an attempt and moves the inputs into the experiment's directory.
  /// Returns the attempt's working directory, which is created last.
  Path make(Claimed claimed);

  /// The sequence of an experiment, if it is on disk.
  InputStream openSequence(ExperimentId id) throws IOException;

  /// Writes the final record into the experiment's directory, if there is one.
  void record(Experiment ended);

  /// The size of all files of an experiment; 0 if it has none. Blocks on the disk.
  long size(ExperimentId id);

  /// Deletes the directory of a purged experiment by way of the trash, so that a directory under
  /// its own name is always complete.
  void delete(ExperimentId id);

  /// The experiments with a directory but no final record, according to the markers of an earlier
  /// server.
  Stream<ExperimentId> unrecorded() throws IOException;

  /// The experiments whose inputs still wait for a first start; deletes all other files there.
  Stream<ExperimentId> sweepIncoming() throws IOException;
}

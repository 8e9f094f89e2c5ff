package dev.retort.engine;

import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where the files of experiments are kept. [Workspace] is the real one. Thread-safe.
interface Folders {
  /// Puts the spooled inputs of a query where its experiment finds them, synced.
  void take(ExperimentId id, SubmitRequest request);

  /// Undoes [#take] for a query that was not accepted.
  void drop(ExperimentId id);

  /// Makes the directories of an attempt and puts the inputs into the experiment's; answers the
  /// attempt's working directory, whose existence says that all else is there.
  Path make(Claimed claimed);

  String readSequence(ExperimentId id);

  /// Writes the final record into the experiment's directory, when it has one.
  void record(Experiment ended);

  /// Deletes the directory of a purged experiment, by way of the trash: what is under its own name
  /// is whole.
  void delete(ExperimentId id);

  /// The experiments that have a directory without a final record, by the marks of an earlier
  /// server.
  Stream<ExperimentId> unrecorded() throws IOException;

  /// Whose inputs still wait for a first start; anything else that lies among them is deleted.
  Stream<ExperimentId> sweepIncoming() throws IOException;
}

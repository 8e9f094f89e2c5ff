package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Claimed;
import dev.retort.engine.files.Folders;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// No files at all: the simulated programs need none. Thread-safe.
public final class SimFolders implements Folders {
  @Override
  public Spool spool(String what, long limit) {
    throw new IllegalStateException("sequences are in their rows");
  }

  @Override
  public void take(ExperimentId id, Input sequence, Map<String, Input> files) {
    // the sequence is in the row
  }

  @Override
  public void drop(ExperimentId id) {
    // nothing was taken
  }

  @Override
  public Path make(Claimed claimed) {
    return Path.of("work");
  }

  @Override
  public InputStream openSequence(ExperimentId id) {
    throw new IllegalStateException("sequences are in their rows");
  }

  @Override
  public void record(Experiment ended) {
    // the row says it all
  }

  @Override
  public long size(ExperimentId id) {
    return 0;
  }

  @Override
  public void delete(ExperimentId id) {
    // nothing is there
  }

  @Override
  public Stream<ExperimentId> unrecorded() {
    return Stream.empty();
  }

  @Override
  public Stream<ExperimentId> sweepIncoming() {
    return Stream.empty();
  }
}

package dev.retort.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A store that passes everything on to another, for those that change one thing of it. As
/// thread-safe as that one.
public abstract class ForwardingStore implements Store {
  private final Store store;

  protected ForwardingStore(Store store) {
    this.store = store;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    return store.commit(changes);
  }

  @Override
  public Optional<Experiment> find(ExperimentId id) {
    return store.find(id);
  }

  @Override
  public Optional<String> sequence(ExperimentId id) {
    return store.sequence(id);
  }

  @Override
  public List<Experiment> list(Filter filter, int limit) {
    return store.list(filter, limit);
  }

  @Override
  public List<Attempt> attempts(ExperimentId id) {
    return store.attempts(id);
  }

  @Override
  public List<Claimed> running() {
    return store.running();
  }

  @Override
  public Backlog backlog() {
    return store.backlog();
  }

  @Override
  public long backlogLength() {
    return store.backlogLength();
  }

  @Override
  public Set<String> paused() {
    return store.paused();
  }

  @Override
  public Optional<String> result(ExperimentId id) {
    return store.result(id);
  }

  @Override
  public Optional<Instant> nextDue(Instant after) {
    return store.nextDue(after);
  }

  @Override
  public Set<String> suspects() {
    return store.suspects();
  }

  @Override
  public List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit) {
    return store.purgeable(program, endedBefore, number, limit);
  }

  @Override
  public boolean purged(ExperimentId id) {
    return store.purged(id);
  }

  @Override
  public List<ExperimentId> trash(int limit) {
    return store.trash(limit);
  }

  @Override
  public String description() {
    return store.description();
  }

  @Override
  public void close() {
    store.close();
  }
}

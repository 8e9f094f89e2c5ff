package dev.retort.store.contract;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.MeasuredExperiment;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Forwards all calls to another store; subclasses override single methods. As thread-safe as the
/// other store.
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
  public ExperimentSlice slice(ExperimentFilter filter, int limit) {
    return store.slice(filter, limit);
  }

  @Override
  public List<PastAttempt> attempts(ExperimentId id) {
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
  public Map<String, Long> diskUse() {
    return store.diskUse();
  }

  @Override
  public List<MeasuredExperiment> oldestEnded(@Nullable String program, int limit) {
    return store.oldestEnded(program, limit);
  }

  @Override
  public List<ExperimentId> toDelete(int limit) {
    return store.toDelete(limit);
  }

  @Override
  public Optional<String> purgedOwner(ExperimentId id) {
    return store.purgedOwner(id);
  }

  @Override
  public List<ExperimentId> trash(int limit) {
    return store.trash(limit);
  }

  @Override
  public long logBytes() {
    return store.logBytes();
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

package dev.retort.testkit;

import dev.retort.core.Attempt;
import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.Store;
import dev.retort.core.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A store that can be cut off from an engine, which then changes nothing any more whatever it
/// does, as if its process had been killed. Thread-safe.
final class CuttableStore implements Store {
  private final Store real;
  private boolean cut;

  CuttableStore(Store real) {
    this.real = real;
  }

  /// Waits for a commit that is under way; what comes later is lost.
  synchronized void cut() {
    cut = true;
  }

  @Override
  public synchronized List<CommitResult> commit(List<Change<?>> changes) {
    return cut ? changes.stream().map(CuttableStore::lost).toList() : real.commit(changes);
  }

  /// What an engine is told when another one has taken its work over.
  private static CommitResult lost(Change<?> change) {
    return switch (change) {
      case Change.Submit _ ->
          new CommitResult.Refused(
              new UnavailableException("this engine was killed by its test", Duration.ZERO));
      case Change.Finish _, Change.Release _, Change.Keep _ ->
          new CommitResult.Done(Optional.empty());
      case Change.Claim _, Change.Expire _, Change.Purge _ -> new CommitResult.Done(List.of());
      case Change.Cancel _ -> new CommitResult.Done(new CancelAnswer.Unknown());
      case Change.Unlinked _, Change.Forget _ -> new CommitResult.Done(0);
      case Change.Pause _ -> new CommitResult.Done(false);
    };
  }

  @Override
  public Optional<Experiment> find(ExperimentId id) {
    return real.find(id);
  }

  @Override
  public Optional<String> sequence(ExperimentId id) {
    return real.sequence(id);
  }

  @Override
  public List<Experiment> list(Filter filter, int limit) {
    return real.list(filter, limit);
  }

  @Override
  public List<Attempt> attempts(ExperimentId id) {
    return real.attempts(id);
  }

  @Override
  public List<Claimed> running() {
    return real.running();
  }

  @Override
  public Backlog backlog() {
    return real.backlog();
  }

  @Override
  public Set<String> paused() {
    return real.paused();
  }

  @Override
  public Optional<String> result(ExperimentId id) {
    return real.result(id);
  }

  @Override
  public Optional<Instant> nextDue(Instant after) {
    return real.nextDue(after);
  }

  @Override
  public Set<String> suspects() {
    return real.suspects();
  }

  @Override
  public List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit) {
    return real.purgeable(program, endedBefore, number, limit);
  }

  @Override
  public boolean purged(ExperimentId id) {
    return real.purged(id);
  }

  @Override
  public List<ExperimentId> trash(int limit) {
    return real.trash(limit);
  }

  @Override
  public String description() {
    return real.description();
  }

  @Override
  public void close() {
    real.close();
  }
}

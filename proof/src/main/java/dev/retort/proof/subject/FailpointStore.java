package dev.retort.proof.subject;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Store;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Halts the process at a failpoint, as a crash would. Thread-safe.
final class FailpointStore extends ForwardingStore {
  private final Failpoint failpoint;
  private final AtomicInteger commits = new AtomicInteger();

  FailpointStore(Store store, Failpoint failpoint) {
    super(store);
    this.failpoint = failpoint;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    boolean concerned = failpoint.concerns(changes);
    if (concerned && failpoint.moment() == Failpoint.Moment.BEFORE) {
      dieWhenDue();
    }
    List<CommitResult> results = super.commit(changes);
    if (concerned && failpoint.moment() == Failpoint.Moment.AFTER && tookEffect(results)) {
      dieWhenDue();
    }
    return results;
  }

  private void dieWhenDue() {
    if (commits.incrementAndGet() == failpoint.count()) {
      Runtime.getRuntime().halt(Failpoint.EXIT_CODE);
    }
  }

  /// A claim that found nothing is none.
  private static boolean tookEffect(List<CommitResult> results) {
    return results.stream()
        .anyMatch(result ->
            result instanceof CommitResult.Done done
                && !(done.answer() instanceof List<?> list && list.isEmpty()));
  }
}

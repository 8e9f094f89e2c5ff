package dev.retort.engine;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.store.contract.ForwardingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One node's way to the store that all nodes share, with faults on it: full, unknown (written or
/// not), and the node's death before or after the commit. Used by one thread.
final class SimStore extends ForwardingStore {
  private final SimWorld world;
  private final SimTruth truth;
  private final SimThreads threads;
  private final SimFaults faults;

  SimStore(SimWorld world, SimTruth truth, SimThreads threads, SimFaults faults) {
    super(truth);
    this.world = world;
    this.truth = truth;
    this.threads = threads;
    this.faults = faults;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    threads.requireAlive();
    SimFaults.OfCommit fault = faults.ofCommit();
    changes.forEach(change -> world.trace("commit " + fault + " " + brief(change)));
    switch (fault) {
      case FULL -> {
        faults.failed();
        throw new StoreFullException("full", null);
      }
      case DIES_BEFORE -> {
        faults.onItsWay(changes);
        faults.crash();
        throw new SimThreads.Died();
      }
      case UNKNOWN_LOST -> {
        faults.onItsWay(changes);
        throw new OutcomeUnknownException("unknown", null);
      }
      case UNKNOWN_WRITTEN -> {
        List<CommitResult> unused = write(changes);
        faults.onItsWay(changes);
        throw new OutcomeUnknownException("unknown", null);
      }
      case DIES_AFTER -> {
        List<CommitResult> unused = write(changes);
        faults.onItsWay(changes);
        faults.crash();
        throw new SimThreads.Died();
      }
      case NONE -> {}
    }
    return write(changes);
  }

  @Override
  public Set<String> suspects() {
    maybeUnreadable();
    return super.suspects();
  }

  @Override
  public Set<String> paused() {
    maybeUnreadable();
    return super.paused();
  }

  private void maybeUnreadable() {
    threads.requireAlive();
    if (faults.oneIn(30)) {
      world.trace("a read fails");
      faults.failed();
      throw new RetortException("unreadable");
    }
  }

  private List<CommitResult> write(List<Change<?>> changes) {
    return truth.commit(new ArrayList<>(changes));
  }

  private static String brief(Change<?> change) {
    return switch (change) {
      case Change.Submit submit -> "Submit " + submit.submission().query().name();
      case Change.Finish finish -> "Finish " + finish.id() + " " + finish.fence();
      case Change.Release release -> "Release " + release.id() + " " + release.fence();
      case Change.Claim claim ->
          "Claim " + claim.program() + " " + claim.limit() + " " + claim.admit();
      default -> change.toString();
    };
  }
}

package dev.retort.engine;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.Retention;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.engine.commit.GroupCommit;
import java.time.Duration;
import java.time.InstantSource;

/// Deletes experiments at the request of a user. Thread-safe.
final class Removal {
  private static final Duration REMEMBERED = Retention.DEFAULT.purgedIdsKeptFor();

  private final GroupCommit commits;
  private final InstantSource clock;

  Removal(GroupCommit commits, InstantSource clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /// See [Engine#delete].
  DeleteAnswer delete(ExperimentId id) {
    return commits.commit(new Change.Delete(id, clock.instant().plus(REMEMBERED)));
  }

  /// See [Engine#cancelAndDelete].
  DeleteAnswer cancelAndDelete(ExperimentId id) {
    boolean marked = false;
    while (true) {
      DeleteAnswer answer = delete(id);
      if (answer instanceof DeleteAnswer.Unknown && marked) {
        // housekeeping has deleted what was marked
        return new DeleteAnswer.Done();
      }
      if (!(answer instanceof DeleteAnswer.NotEnded)) {
        return answer;
      }
      CancelAnswer cancelled = commits.commit(new Change.Cancel(id, true, clock.instant()));
      if (cancelled instanceof CancelAnswer.Requested requested) {
        return new DeleteAnswer.NotEnded(requested.experiment());
      }
      marked = true;
    }
  }
}

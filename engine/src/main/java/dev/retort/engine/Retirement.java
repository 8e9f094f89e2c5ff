package dev.retort.engine;

import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.ExperimentId;
import dev.retort.core.Program;
import dev.retort.core.Retention;
import dev.retort.core.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Lets go of experiments that ended long ago: rows first, then their directories by way of the
/// trash, so that a restart goes on wherever it was stopped. Used by one thread at a time.
final class Retirement {
  private static final int PAGE = 200;

  private final Store store;
  private final GroupCommit commits;
  private final ProgramCatalog catalog;
  private final Workspace workspace;

  Retirement(Store store, GroupCommit commits, ProgramCatalog catalog, Workspace workspace) {
    this.store = store;
    this.commits = commits;
    this.catalog = catalog;
    this.workspace = workspace;
  }

  /// Everything that is due by then; blocks on the disk.
  synchronized void sweep(Instant now) {
    emptyTrash();
    for (String program : programs()) {
      Retention retention =
          catalog
              .find(program)
              .map(Program::settings)
              .map(settings -> settings.retention())
              .orElse(Retention.DEFAULT);
      retire(program, retention, now);
    }
    while (commits.commit(new Change.Forget(PAGE, now)) == PAGE) {
      // a page each time, so that no query waits long
    }
  }

  /// Those of which there are experiments, configured or not.
  private Set<String> programs() {
    return store.backlog().lanes().stream()
        .map(Backlog.Lane::program)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void retire(String program, Retention retention, Instant now) {
    Duration age = retention.age();
    Instant endedBefore = age == null ? null : now.minus(age);
    if (endedBefore == null && retention.number() == null) {
      return;
    }
    Instant forgetAt = now.plus(retention.tombstones());
    while (true) {
      List<ExperimentId> found = store.purgeable(program, endedBefore, retention.number(), PAGE);
      if (found.isEmpty()) {
        return;
      }
      List<ExperimentId> purged = commits.commit(new Change.Purge(found, forgetAt));
      EngineLog.purged(program, purged.size());
      emptyTrash();
      if (found.size() < PAGE || purged.isEmpty()) {
        return;
      }
    }
  }

  private void emptyTrash() {
    while (true) {
      List<ExperimentId> trash = store.trash(PAGE);
      trash.forEach(workspace::delete);
      if (!trash.isEmpty()) {
        commits.commit(new Change.Unlinked(trash));
      }
      if (trash.size() < PAGE) {
        return;
      }
    }
  }
}

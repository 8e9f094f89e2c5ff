package dev.retort.engine;

import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.ExperimentId;
import dev.retort.core.Retention;
import dev.retort.core.RetortException;
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
  private final Folders folders;

  Retirement(Store store, GroupCommit commits, ProgramCatalog catalog, Folders folders) {
    this.store = store;
    this.commits = commits;
    this.catalog = catalog;
    this.folders = folders;
  }

  /// Everything that is due by then; blocks on the disk.
  void sweep(Instant now) {
    emptyTrash();
    for (String program : programs()) {
      catalog.find(program).ifPresent(known -> retire(program, known.settings().retention(), now));
    }
    while (commits.commit(new Change.Forget(PAGE, now)) == PAGE) {
      // a page each time, so that no query waits long
    }
  }

  /// Those of which there are experiments. What is not configured (any more, or by a slip) says
  /// nothing of its retention, so nothing of it is let go of.
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
      List<ExperimentId> gone = trash.stream().filter(this::deleted).toList();
      if (!gone.isEmpty()) {
        int unused = commits.commit(new Change.Unlinked(gone));
      }
      if (trash.size() < PAGE || gone.isEmpty()) {
        return;
      }
    }
  }

  /// One that cannot be deleted is left for the next sweep, and holds up none of the others.
  private boolean deleted(ExperimentId id) {
    try {
      folders.delete(id);
      return true;
    } catch (RetortException failed) {
      EngineLog.unexpected("retention - cannot delete the files of " + id, failed);
      return false;
    }
  }
}

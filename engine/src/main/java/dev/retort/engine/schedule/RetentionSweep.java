package dev.retort.engine.schedule;

import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.core.program.Retention;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.MeasuredExperiment;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.files.Folders;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.program.ProgramCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Purges experiments that ended long ago: first their rows, then their directories by way of the
/// trash, so that a restart can continue from any point. Used by one thread at a time.
public final class RetentionSweep {
  private static final int PAGE = 200;

  private final Store store;
  private final GroupCommit commits;
  private final ProgramCatalog catalog;
  private final Folders folders;
  private final @Nullable Long size;

  /// @param size maximum size of the files of all ended experiments; null for no limit
  public RetentionSweep(
      Store store,
      GroupCommit commits,
      ProgramCatalog catalog,
      Folders folders,
      @Nullable Long size) {
    this.size = size;
    this.store = store;
    this.commits = commits;
    this.catalog = catalog;
    this.folders = folders;
  }

  /// Purges all experiments that are due at `now`. Blocks on the disk.
  void sweep(Instant now) {
    tidy(now);
    for (String program : programs()) {
      catalog.find(program).ifPresent(known -> purge(program, known.settings().retention(), now));
    }
    while (commits.commit(new Change.Forget(PAGE, now)) == PAGE) {
      // page by page, so that queries do not wait long
    }
  }

  /// Deletes the experiments that a user has marked for deletion, the oldest ones of what is too
  /// large, and the files of everything that was purged. Blocks on the disk.
  void tidy(Instant now) {
    Instant forgetAt = now.plus(Retention.DEFAULT.purgedIdsKeptFor());
    while (true) {
      List<ExperimentId> marked = store.toDelete(PAGE);
      if (marked.isEmpty() || commits.commit(new Change.Purge(marked, forgetAt)).isEmpty()) {
        break;
      }
    }
    trim(forgetAt);
    emptyTrash();
  }

  /// Whether the size of anything is limited.
  boolean limitsSizes() {
    return size != null
        || catalog.programs().stream()
            .anyMatch(program -> program.settings().retention().size() != null);
  }

  private void trim(Instant forgetAt) {
    if (!limitsSizes()) {
      return;
    }
    Map<String, Long> use = store.diskUse();
    for (Program program : catalog.programs()) {
      Long limit = program.settings().retention().size();
      if (limit != null) {
        trim(program.name(), use.getOrDefault(program.name(), 0L) - limit, forgetAt);
      }
    }
    if (size != null) {
      long all = store.diskUse().values().stream().mapToLong(Long::longValue).sum();
      trim(null, all - size, forgetAt);
    }
  }

  /// Purges the oldest ended experiments until they were as large as that.
  private void trim(@Nullable String program, long excess, Instant forgetAt) {
    long left = excess;
    while (left > 0) {
      List<ExperimentId> oldest = new ArrayList<>();
      for (MeasuredExperiment each : store.oldestEnded(program, PAGE)) {
        if (left > 0) {
          oldest.add(each.id());
          left -= each.bytes();
        }
      }
      if (oldest.isEmpty()) {
        return;
      }
      List<ExperimentId> purged = commits.commit(new Change.Purge(oldest, forgetAt));
      EngineLog.purged(program == null ? "all programs" : program, purged.size());
      if (purged.isEmpty()) {
        return;
      }
    }
  }

  /// The programs that have experiments. A program that is not configured (removed, or missing by
  /// mistake) has no retention, so none of its experiments is purged.
  private Set<String> programs() {
    return store.backlog().queues().stream()
        .map(Backlog.Queue::program)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void purge(String program, Retention retention, Instant now) {
    Duration age = retention.age();
    Instant endedBefore = age == null ? null : now.minus(age);
    if (endedBefore == null && retention.number() == null) {
      return;
    }
    Instant forgetAt = now.plus(retention.purgedIdsKeptFor());
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

  /// Leaves a directory that cannot be deleted for the next sweep.
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

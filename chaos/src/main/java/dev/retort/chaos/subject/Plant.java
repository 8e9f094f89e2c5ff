package dev.retort.chaos.subject;

import dev.retort.chaos.subject.LateReportStore.Report;
import dev.retort.core.store.Store;
import dev.retort.store.sqlite.SqliteProof;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/// Planted bugs, which chaos must find, and controls without a bug.
public enum Plant {
  /// Acceptances are answered before they are durable.
  ACK_BEFORE_COMMIT(database -> new EarlyAnswerStore(SqliteStore.open(database))),
  /// Commits are answered before they are on disk; only a power cut reveals it.
  SYNCHRONOUS_NORMAL(SqliteProof::openToLose),
  /// Accepts the late finish of an ended attempt, which the fence should prevent.
  FINISH_WITHOUT_FENCE(database -> late(database, Report.FINISHED, true)),
  /// Accepts the late rescue of a replaced attempt, which ends the new one.
  RESCUE_WITHOUT_FENCE(database -> late(database, Report.LOST, true)),
  /// The control: the same late finish with its fence, which must have no effect.
  LATE_FINISH(database -> late(database, Report.FINISHED, false)),
  /// The control: the same late rescue with its fence, which must have no effect.
  LATE_RESCUE(database -> late(database, Report.LOST, false));

  /// The system property of the server with the name of the bug.
  public static final String PROPERTY = "dev.retort.chaos.plant";

  private final Function<Path, Store> opening;

  Plant(Function<Path, Store> opening) {
    this.opening = opening;
  }

  private static Store late(Path database, Report report, boolean fenceIgnored) {
    return new LateReportStore(SqliteStore.open(database), report, fenceIgnored);
  }

  /// The name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Opens the store with the bug in the property.
  static Store open(Path database) {
    String name = System.getProperty(PROPERTY);
    return name == null ? SqliteStore.open(database) : Plant.valueOf(name).opening.apply(database);
  }
}

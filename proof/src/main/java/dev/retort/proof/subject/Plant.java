package dev.retort.proof.subject;

import dev.retort.core.Store;
import dev.retort.proof.subject.LateReportStore.Report;
import dev.retort.store.SqliteProof;
import dev.retort.store.SqliteStore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/// Bugs that are planted to show that they are found, and controls that must not be.
public enum Plant {
  /// Acceptances are answered before they are durable.
  ACK_BEFORE_COMMIT(database -> new EarlyAnswerStore(SqliteStore.open(database))),
  /// Commits are answered before they are on the disk; only a power cut can tell.
  SYNCHRONOUS_NORMAL(SqliteProof::openToLose),
  /// The late finish of an attempt that is over is let through: what the fence is there against.
  FINISH_WITHOUT_FENCE(database -> late(database, Report.FINISHED, true)),
  /// A late rescue, of an attempt that has been replaced, is let through: it takes the new one
  /// away.
  RESCUE_WITHOUT_FENCE(database -> late(database, Report.LOST, true)),
  /// The control: the same late finish, with its fence. Nothing must come of it.
  LATE_FINISH(database -> late(database, Report.FINISHED, false)),
  /// The control: the same late rescue, with its fence. Nothing must come of it.
  LATE_RESCUE(database -> late(database, Report.LOST, false));

  /// The system property of the server that names one.
  public static final String PROPERTY = "dev.retort.chaos.plant";

  private final Function<Path, Store> opening;

  Plant(Function<Path, Store> opening) {
    this.opening = opening;
  }

  private static Store late(Path database, Report report, boolean fenceIgnored) {
    return new LateReportStore(SqliteStore.open(database), report, fenceIgnored);
  }

  /// Its name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Opens the store, with the bug that the property names.
  static Store open(Path database) {
    String name = System.getProperty(PROPERTY);
    return name == null ? SqliteStore.open(database) : Plant.valueOf(name).opening.apply(database);
  }
}

package dev.retort.engine.measure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an engine measures: counts and distributions since its start, and its present load.
///
/// @param programs the configured programs in their order; then [#NOT_CONFIGURED] for all others
///   together, if there are experiments of others
/// @param oldestPending the age of the oldest pending experiment; null if there is none
/// @param commitSeconds duration of each transaction, with its sync
/// @param commitBatch number of changes in each transaction
/// @param logBytes size of the store's write-ahead log
/// @param space the file system of the data directory
public record Measurements(
    List<ProgramMeasurements> programs,
    @Nullable Duration oldestPending,
    Histogram.Counts commitSeconds,
    Histogram.Counts commitBatch,
    long logBytes,
    Space space) {

  /// Stands for the programs that are not configured, so that names of the past do not accumulate.
  public static final String NOT_CONFIGURED = "(not configured)";

  public Measurements {
    programs = List.copyOf(programs);
  }

  /// The space of a file system in bytes; 0 and 0 if unknown.
  ///
  /// @param usable what the server may still write
  public record Space(long usable, long total) {}
}

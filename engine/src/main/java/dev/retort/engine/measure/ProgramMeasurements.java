package dev.retort.engine.measure;

import dev.retort.core.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an engine measures of one program.
///
/// @param program its name, or [Measurements#NOT_CONFIGURED]
/// @param accepted queries accepted since the start of the engine
/// @param ends experiments ended since then; contains every [EndKind]
/// @param waitSeconds from the acceptance of an experiment to the start of its first attempt
/// @param runSeconds of the attempts that ended, by `finished`, `failed` and `cancelled`; without
///   lost ones, whose end nobody saw
/// @param load its present load
public record ProgramMeasurements(
    String program,
    long accepted,
    Map<EndKind, Long> ends,
    Histogram.Counts waitSeconds,
    Map<Status, Histogram.Counts> runSeconds,
    Load load) {

  public ProgramMeasurements {
    ends = Map.copyOf(ends);
    runSeconds = Map.copyOf(runSeconds);
  }

  /// The load of a program.
  ///
  /// @param pending number of experiments
  /// @param running number of experiments
  /// @param slotsTaken slots in use on this node
  /// @param slots its concurrency on this node; null if unlimited
  /// @param diskBytes size of the files of its ended experiments
  public record Load(
      long pending, long running, int slotsTaken, @Nullable Integer slots, long diskBytes) {}
}

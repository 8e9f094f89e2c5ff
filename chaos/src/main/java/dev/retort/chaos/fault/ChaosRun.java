package dev.retort.chaos.fault;

import dev.retort.chaos.check.Finding;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.Plant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Injects faults one after the other and checks each. Not thread-safe.
///
/// @param directory parent of the arenas, one for each fault
/// @param seed determines all choices
/// @param clock the wall clock
/// @param plant a bug to plant; null for none
/// @param progress receives the progress of a fault every few seconds
public record ChaosRun(
    Path directory,
    long seed,
    InstantSource clock,
    @Nullable Plant plant,
    Consumer<String> progress) {
  private static final long TURNS_APART = 0x9E3779B97F4A7C15L;

  /// The outcome of one fault.
  ///
  /// @param fault its name
  /// @param rounds number of rounds
  /// @param acknowledged number of acknowledged queries
  /// @param found number of experiments in the end
  /// @param findings failed promises
  /// @param skipped why the fault was skipped; null if it was not
  /// @param took its duration
  public record Row(
      String fault,
      int rounds,
      long acknowledged,
      int found,
      List<Finding> findings,
      @Nullable String skipped,
      Duration took) {
    public Row {
      findings = List.copyOf(findings);
    }

    /// The sum of this and a later turn of the same fault.
    public Row and(Row later) {
      return new Row(
          fault,
          rounds + later.rounds,
          acknowledged + later.acknowledged,
          found + later.found,
          Stream.concat(findings.stream(), later.findings.stream()).toList(),
          skipped,
          took.plus(later.took));
    }

    /// The number of findings of a kind.
    public long count(Finding.Kind kind) {
      return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
  }

  /// Injects one fault.
  ///
  /// @param rounds number of rounds; null for the fault's default
  /// @param turn number of the turn in this run, from 1; each turn makes new choices
  public Row inflict(Fault fault, @Nullable Integer rounds, int turn)
      throws IOException, InterruptedException {
    Optional<String> missing =
        fault.needs().stream().map(Need::missing).flatMap(Optional::stream).findFirst();
    if (missing.isPresent()) {
      return new Row(fault.name(), 0, 0, 0, List.of(), missing.get(), Duration.ZERO);
    }
    long start = System.nanoTime();
    long own = seed ^ fault.name().hashCode() + (turn - 1) * TURNS_APART;
    try (Arena arena = new Arena(place(fault, turn), new SplittableRandom(own), clock, plant);
        FaultProgress _ = new FaultProgress(fault.name(), arena, progress)) {
      Arena.Verdict verdict =
          judged(fault, arena, new Budget(rounds == null ? fault.rounds() : rounds));
      return new Row(
          fault.name(),
          arena.faults(),
          verdict.acknowledged(),
          verdict.found(),
          verdict.findings(),
          null,
          Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /// The directory of the arena for a turn of a fault.
  public Path place(Fault fault, int turn) {
    return directory.resolve(turn == 1 ? fault.name() : fault.name() + "-" + turn);
  }

  private static Arena.Verdict judged(Fault fault, Arena arena, Budget budget)
      throws InterruptedException {
    try {
      fault.run(arena, budget);
      arena.settle();
      return arena.check(fault.rules());
    } catch (InterruptedException failed) {
      throw failed;
    } catch (Exception failed) {
      return new Arena.Verdict(
          0, 0, List.of(Finding.wrong("the fault completes", String.valueOf(failed))));
    }
  }
}

package dev.retort.proof.fault;

import dev.retort.proof.check.Finding;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Need;
import dev.retort.proof.subject.Plant;
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

/// Brings faults about, one after the other, and judges each. Not thread-safe.
///
/// @param directory where the arenas are made, one for each fault
/// @param seed from which all choices follow
/// @param clock the wall clock
/// @param plant a bug to plant; null for none
/// @param progress told every few seconds how far a fault has got
public record ChaosRun(
    Path directory,
    long seed,
    InstantSource clock,
    @Nullable Plant plant,
    Consumer<String> progress) {
  private static final long TURNS_APART = 0x9E3779B97F4A7C15L;

  /// What came of one fault.
  ///
  /// @param fault its name
  /// @param rounds how often it was brought about
  /// @param acknowledged how many queries were acknowledged
  /// @param found how many experiments there were in the end
  /// @param findings what was not as promised
  /// @param skipped why it was not brought about; null when it was
  /// @param took how long it took
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

    /// This and a later turn of the same fault.
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

    /// How many findings are of that kind.
    public long count(Finding.Kind kind) {
      return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
  }

  /// Brings one fault about.
  ///
  /// @param rounds how often; null for the fault's own number
  /// @param turn the how-manieth time in this run, from 1: each makes choices of its own
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
        Progress _ = new Progress(fault.name(), arena, progress)) {
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

  /// Where that turn of a fault has its arena.
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
          0, 0, List.of(Finding.wrong("the fault runs through", String.valueOf(failed))));
    }
  }
}

package dev.retort.store.memory;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.Lifecycle;
import dev.retort.core.store.PastAttempt;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An experiment in [MemoryStore] with its internal data.
///
/// @param ticket its number within program and priority
/// @param sequence the input if the store holds it
/// @param plan the definition of its latest attempt
/// @param past the attempts except the latest
/// @param result the JSON result of the program
record MemoryRow(
    Experiment experiment,
    long ticket,
    @Nullable String sequence,
    String plan,
    List<PastAttempt> past,
    @Nullable String result) {

  MemoryRow with(State state) {
    return new MemoryRow(experiment.withState(state), ticket, sequence, plan, past, result);
  }

  MemoryRow claimed(State state, String newPlan) {
    return new MemoryRow(experiment.withState(state), ticket, sequence, newPlan, past, result);
  }

  MemoryRow stopped(State state, PastAttempt attempt, @Nullable String newResult) {
    boolean again = state.status() == Status.PENDING;
    List<PastAttempt> attempts =
        again ? Stream.concat(past.stream(), Stream.of(attempt)).toList() : past;
    String kept = state.status() == Status.FINISHED ? newResult : null;
    return new MemoryRow(experiment.withState(state), ticket, sequence, plan, attempts, kept);
  }

  Optional<State> claim(Change.Claim claim) {
    State state = experiment.state();
    Instant expiresAt = experiment.expiresAt();
    return claim.admit().admits(state)
        ? Lifecycle.claim(state, expiresAt, claim.node(), claim.at())
        : Optional.empty();
  }

  PastAttempt past(Instant at, boolean counted, EndDetails end) {
    State ran = experiment.state();
    return new PastAttempt(ran.attempt(), ran.node(), ran.startedAt(), at, counted, end);
  }

  /// The due times of a pending experiment.
  Stream<Instant> due() {
    State state = experiment.state();
    if (state.status() != Status.PENDING) {
      return Stream.empty();
    }
    Instant expiresAt = state.attempt() > 0 ? null : experiment.expiresAt();
    return Stream.of(Optional.ofNullable(state.notBefore()), Optional.ofNullable(expiresAt))
        .flatMap(Optional::stream);
  }

  boolean purgeable() {
    return Lifecycle.deletable(experiment.state());
  }

  private Instant endedAt() {
    return Objects.requireNonNull(experiment.state().endedAt());
  }

  /// The programs with pending suspects.
  static Set<String> suspects(Collection<MemoryRow> rows) {
    return rows.stream()
        .map(MemoryRow::experiment)
        .filter(experiment -> experiment.status() == Status.PENDING)
        .filter(experiment -> experiment.state().suspect())
        .map(Experiment::program)
        .collect(Collectors.toSet());
  }

  /// See [Store#purgeable].
  static Stream<ExperimentId> purgeable(
      Collection<MemoryRow> rows,
      String program,
      @Nullable Instant endedBefore,
      @Nullable Long number) {
    List<MemoryRow> ended =
        rows.stream()
            .filter(row -> row.experiment.program().equals(program))
            .filter(row -> row.experiment.status().ended())
            .toList();
    long tooMany = number == null ? 0 : Math.max(0, ended.size() - number);
    List<MemoryRow> oldest =
        ended.stream()
            .filter(MemoryRow::purgeable)
            .sorted(
                Comparator.comparing(MemoryRow::endedAt)
                    .thenComparing(row -> row.experiment.ordinal()))
            .toList();
    return IntStream.range(0, oldest.size())
        .filter(place ->
            place < tooMany
                || (endedBefore != null && oldest.get(place).endedAt().isBefore(endedBefore)))
        .mapToObj(place -> oldest.get(place).experiment.id());
  }
}

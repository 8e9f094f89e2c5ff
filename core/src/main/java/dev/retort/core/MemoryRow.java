package dev.retort.core;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An experiment in [MemoryStore] with what is not shown of it.
///
/// @param ticket its number within program and priority
/// @param sequence the input when the store keeps it
/// @param plan the definition of its latest attempt
/// @param past the attempts that were followed by another
/// @param result the JSON that it left
record MemoryRow(
    Experiment experiment,
    long ticket,
    @Nullable String sequence,
    String plan,
    List<Attempt> past,
    @Nullable String result) {

  MemoryRow with(State state) {
    return new MemoryRow(experiment.withState(state), ticket, sequence, plan, past, result);
  }

  MemoryRow claimed(State state, String newPlan) {
    return new MemoryRow(experiment.withState(state), ticket, sequence, newPlan, past, result);
  }

  MemoryRow stopped(State state, Attempt attempt, @Nullable String newResult) {
    boolean again = state.status() == Status.PENDING;
    List<Attempt> attempts =
        again ? Stream.concat(past.stream(), Stream.of(attempt)).toList() : past;
    String kept = state.status() == Status.FINISHED ? newResult : null;
    return new MemoryRow(experiment.withState(state), ticket, sequence, plan, attempts, kept);
  }

  Optional<State> claim(Change.Claim claim) {
    State state = experiment.state();
    Instant expiresAt = experiment.query().terms().expiresAt();
    return claim.admit().admits(state)
        ? Lifecycle.claim(state, expiresAt, claim.node(), claim.at())
        : Optional.empty();
  }

  Attempt past(Instant at, boolean counted, End end) {
    State ran = experiment.state();
    return new Attempt(ran.attempt(), ran.node(), ran.startedAt(), at, counted, end);
  }

  /// The moments at which something may happen to a pending one.
  Stream<Instant> due() {
    State state = experiment.state();
    if (state.status() != Status.PENDING) {
      return Stream.empty();
    }
    Instant expiresAt = state.attempt() > 0 ? null : experiment.query().terms().expiresAt();
    return Stream.of(Optional.ofNullable(state.notBefore()), Optional.ofNullable(expiresAt))
        .flatMap(Optional::stream);
  }

  boolean purgeable() {
    return experiment.status().ended() && !experiment.state().keep();
  }

  private Instant endedAt() {
    return Objects.requireNonNull(experiment.state().endedAt());
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

package dev.retort.core.store;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Selects the experiments of a listing; null and empty components select all.
///
/// @param statuses only experiments with one of these statuses
/// @param program only experiments of this program
/// @param labels only experiments with all of these labels
/// @param labelKeys only experiments with a label of each of these keys
/// @param namePrefix only experiments whose query's name begins with this text
/// @param created only experiments that were accepted in this range
/// @param ended only experiments that ended in this range
/// @param owner only experiments of this owner
/// @param before only experiments after this position: the last one of the previous page; null for
///   the first page
public record ExperimentFilter(
    Set<Status> statuses,
    @Nullable String program,
    Map<String, String> labels,
    Set<String> labelKeys,
    @Nullable String namePrefix,
    TimeRange created,
    TimeRange ended,
    @Nullable String owner,
    @Nullable Position before) {

  public static final ExperimentFilter ALL =
      new ExperimentFilter(
          Set.of(), null, Map.of(), Set.of(), null, TimeRange.ANY, TimeRange.ANY, null, null);

  /// The order of a listing, always from the latest to the earliest.
  public enum Order {
    /// By the position in the order of acceptance.
    ACCEPTED,
    /// By the time of acceptance, of a filter by that time.
    CREATED,
    /// By the time of the end, of a filter by that time.
    ENDED
  }

  /// The place of an experiment in a listing.
  ///
  /// @param at the time by which the listing is ordered; null for [Order#ACCEPTED]
  /// @param ordinal decides between equal times
  public record Position(@Nullable Instant at, long ordinal) {}

  public ExperimentFilter {
    statuses = Set.copyOf(statuses);
    labels = Map.copyOf(labels);
    labelKeys = Set.copyOf(labelKeys);
  }

  /// A filter by status, program and labels.
  ///
  /// @param before only experiments with a lower ordinal
  public ExperimentFilter(
      @Nullable Status status,
      @Nullable String program,
      Map<String, String> labels,
      @Nullable Long before) {
    this(
        status == null ? Set.of() : Set.of(status),
        program,
        labels,
        Set.of(),
        null,
        TimeRange.ANY,
        TimeRange.ANY,
        null,
        before == null ? null : new Position(null, before));
  }

  public ExperimentFilter withStatuses(Set<Status> value) {
    return new ExperimentFilter(
        value, program, labels, labelKeys, namePrefix, created, ended, owner, before);
  }

  public ExperimentFilter withProgram(@Nullable String value) {
    return new ExperimentFilter(
        statuses, value, labels, labelKeys, namePrefix, created, ended, owner, before);
  }

  public ExperimentFilter withLabels(Map<String, String> value) {
    return new ExperimentFilter(
        statuses, program, value, labelKeys, namePrefix, created, ended, owner, before);
  }

  public ExperimentFilter withLabelKeys(Set<String> value) {
    return new ExperimentFilter(
        statuses, program, labels, value, namePrefix, created, ended, owner, before);
  }

  public ExperimentFilter withNamePrefix(@Nullable String value) {
    return new ExperimentFilter(
        statuses, program, labels, labelKeys, value, created, ended, owner, before);
  }

  public ExperimentFilter withCreated(TimeRange value) {
    return new ExperimentFilter(
        statuses, program, labels, labelKeys, namePrefix, value, ended, owner, before);
  }

  public ExperimentFilter withEnded(TimeRange value) {
    return new ExperimentFilter(
        statuses, program, labels, labelKeys, namePrefix, created, value, owner, before);
  }

  public ExperimentFilter withOwner(@Nullable String value) {
    return new ExperimentFilter(
        statuses, program, labels, labelKeys, namePrefix, created, ended, value, before);
  }

  public ExperimentFilter withBefore(@Nullable Position value) {
    return new ExperimentFilter(
        statuses, program, labels, labelKeys, namePrefix, created, ended, owner, value);
  }

  /// The order of the listing. Labels find few experiments, so their order needs no time.
  public Order order() {
    if (!labels.isEmpty() || !labelKeys.isEmpty()) {
      return Order.ACCEPTED;
    }
    if (!ended.isAny()) {
      return Order.ENDED;
    }
    return created.isAny() ? Order.ACCEPTED : Order.CREATED;
  }

  /// Whether an experiment is selected, wherever the page begins.
  public boolean matches(Experiment experiment) {
    String prefix = namePrefix;
    Map<String, String> own = experiment.query().labels();
    return (statuses.isEmpty() || statuses.contains(experiment.status()))
        && (program == null || program.equals(experiment.program()))
        && (owner == null || owner.equals(experiment.query().owner()))
        && own.entrySet().containsAll(labels.entrySet())
        && own.keySet().containsAll(labelKeys)
        && (prefix == null || experiment.query().name().startsWith(prefix))
        && created.contains(experiment.createdAt())
        && ended.contains(experiment.state().endedAt());
  }

  /// The place of a selected experiment in the listing.
  public Position position(Experiment experiment) {
    return new Position(
        switch (order()) {
          case ACCEPTED -> null;
          case CREATED -> experiment.createdAt();
          case ENDED -> experiment.state().endedAt();
        },
        experiment.ordinal());
  }

  /// The order of the positions of one listing.
  public static Comparator<Position> latestFirst() {
    return Comparator.comparing(
            (Position position) -> position.at() == null ? Instant.MAX : position.at())
        .thenComparing(Position::ordinal)
        .reversed();
  }
}

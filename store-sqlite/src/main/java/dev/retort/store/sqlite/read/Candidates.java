package dev.retort.store.sqlite.read;

import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.TimeRange;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.QueueCounterRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import dev.retort.store.sqlite.sql.Timestamps;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The experiments that can match a filter, in its order: those of the one index that serves it
/// best. Not thread-safe.
///
/// Each combination of program and status is a stream of ordinals with an index of its own; a page
/// merges the newest of the selected streams. Because there are few programs, a listing by status
/// alone needs no index, which every transition would have to update.
final class Candidates {
  private static final Comparator<Position> LATEST_FIRST =
      Comparator.comparing((Position ended) -> Objects.requireNonNull(ended.at()))
          .thenComparing(Position::ordinal)
          .reversed();

  private final Statements statements;
  private final ExperimentFilter filter;

  Candidates(Statements statements, ExperimentFilter filter) {
    this.statements = statements;
    this.filter = filter;
  }

  /// Whether every candidate matches the filter.
  boolean allMatch() {
    boolean otherwise =
        filter.program() != null || !filter.statuses().isEmpty() || filter.namePrefix() != null;
    boolean owned = filter.owner() != null;
    boolean times = !filter.created().isAny() || !filter.ended().isAny();
    if (!filter.labels().isEmpty() || !filter.labelKeys().isEmpty()) {
      return filter.labels().size() + filter.labelKeys().size() == 1
          && !otherwise
          && !times
          && !owned;
    }
    return switch (filter.order()) {
      case ENDED ->
          filter.created().isAny()
              && filter.statuses().isEmpty()
              && filter.namePrefix() == null
              && !owned;
      case CREATED -> !otherwise && !owned;
      case ACCEPTED ->
          owned ? !otherwise && isIndexed(filter.owner()) : filter.namePrefix() == null;
    };
  }

  /// The next candidates.
  ///
  /// @param after the last one before; null at the beginning
  List<Position> next(@Nullable Position after, int limit) throws SQLException {
    return switch (filter.order()) {
      case ENDED -> ended(after, limit);
      case CREATED ->
          positions(between(Sql.CREATED_BETWEEN, filter.created(), after).number(limit));
      case ACCEPTED ->
          ordinals(after == null ? Long.MAX_VALUE : after.ordinal(), limit).stream()
              .map(ordinal -> new Position(null, ordinal))
              .toList();
    };
  }

  private List<Position> ended(@Nullable Position after, int limit) throws SQLException {
    List<Position> ended = new ArrayList<>();
    for (String program : programs()) {
      BoundStatement call = between(Sql.ENDED_BETWEEN, filter.ended(), after).number(limit);
      ended.addAll(positions(call.text(program)));
    }
    ended.sort(LATEST_FIRST);
    return ended.subList(0, Math.min(limit, ended.size()));
  }

  private static List<Position> positions(BoundStatement call) throws SQLException {
    return call.all(row -> new Position(Timestamps.toInstant(row.getLong(2)), row.getLong(1)));
  }

  private BoundStatement between(Sql sql, TimeRange range, @Nullable Position after)
      throws SQLException {
    Instant from = range.from();
    Instant to = range.to();
    Instant at = after == null ? to : after.at();
    return statements
        .call(sql)
        .number(from == null ? Long.MIN_VALUE : Timestamps.of(from))
        .number(at == null ? Long.MAX_VALUE : Timestamps.of(at))
        .number(after == null ? 0 : after.ordinal());
  }

  private List<Long> ordinals(long before, int limit) throws SQLException {
    if (!filter.labels().isEmpty()) {
      Map.Entry<String, String> first = filter.labels().entrySet().iterator().next();
      BoundStatement call =
          statements.call(Sql.WITH_LABEL).text(first.getKey()).text(first.getValue());
      return read(call.number(before).number(limit));
    }
    if (!filter.labelKeys().isEmpty()) {
      String first = filter.labelKeys().iterator().next();
      return read(statements.call(Sql.WITH_LABEL_KEY).text(first).number(before).number(limit));
    }
    String owner = filter.owner();
    if (isIndexed(owner)) {
      return read(statements.call(Sql.OWNED_BY).text(owner).number(before).number(limit));
    }
    if (filter.program() == null && filter.statuses().isEmpty()) {
      return read(statements.call(Sql.NEWEST).number(before).number(limit));
    }
    Collection<Status> statuses =
        filter.statuses().isEmpty() ? Arrays.asList(Status.values()) : filter.statuses();
    List<Long> ordinals = new ArrayList<>();
    for (String program : programs()) {
      for (Status status : statuses) {
        ordinals.addAll(stream(program, status, before, limit));
      }
    }
    ordinals.sort(Comparator.reverseOrder());
    return ordinals.subList(0, Math.min(limit, ordinals.size()));
  }

  /// The experiments without an owner have no index of their own.
  private static boolean isIndexed(@Nullable String owner) {
    return owner != null && !owner.isEmpty();
  }

  private Set<String> programs() throws SQLException {
    String program = filter.program();
    return program != null ? Set.of(program) : QueueCounterRow.programs(statements);
  }

  private List<Long> stream(String program, Status status, long before, int limit)
      throws SQLException {
    Sql statement =
        switch (status) {
          case PENDING -> Sql.PENDING_OF;
          case RUNNING -> Sql.RUNNING_OF;
          case FINISHED, FAILED, CANCELLED -> Sql.ENDED_AS;
        };
    BoundStatement call = statements.call(statement).text(program).number(before).number(limit);
    return read(statement == Sql.ENDED_AS ? call.text(status.word()) : call);
  }

  private static List<Long> read(BoundStatement call) throws SQLException {
    return call.all(row -> row.getLong(1));
  }
}

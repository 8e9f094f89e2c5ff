package dev.retort.store;

import dev.retort.core.Attempt;
import dev.retort.core.Backlog;
import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The reads of one connection, within its present transaction. Not thread-safe.
final class SqliteReads {
  private final Statements statements;
  private final ExperimentRow rows;
  private final Listing listing;

  SqliteReads(Statements statements) {
    this.statements = statements;
    this.rows = new ExperimentRow(statements);
    this.listing = new Listing(statements, rows);
  }

  Optional<Experiment> find(ExperimentId id) throws SQLException {
    return statements.call(Sql.FIND).id(id).one(rows::readWithPosition);
  }

  Optional<String> sequence(ExperimentId id) throws SQLException {
    return statements.call(Sql.SEQUENCE).id(id).one(row -> row.getString(1));
  }

  List<Experiment> list(Filter filter, int limit) throws SQLException {
    Long cursor = filter.before();
    long before = cursor == null ? Long.MAX_VALUE : cursor;
    if (!filter.labels().isEmpty()) {
      return byLabels(filter, before, limit);
    }
    return listing.page(filter, before, limit);
  }

  /// Walks the rows of one label; the others are looked for in what it brings.
  private List<Experiment> byLabels(Filter filter, long before, int limit) throws SQLException {
    Map.Entry<String, String> first = filter.labels().entrySet().iterator().next();
    Status status = filter.status();
    return statements
        .call(Sql.LIST_BY_LABEL)
        .text(first.getKey())
        .text(first.getValue())
        .number(before)
        .text(status == null ? null : status.word())
        .text(filter.program())
        .some(
            rows::readWithPosition,
            found -> found.query().labels().entrySet().containsAll(filter.labels().entrySet()),
            limit);
  }

  List<Attempt> attempts(ExperimentId id) throws SQLException {
    return statements
        .call(Sql.ATTEMPTS_OF)
        .id(id)
        .all(row ->
            new Attempt(
                row.getInt(1),
                row.getString(2),
                ExperimentRow.time(row, 3),
                ExperimentRow.instant(row, 4),
                row.getBoolean(5),
                EndColumns.read(row, 6)));
  }

  List<Claimed> running() throws SQLException {
    List<Claimed> running =
        statements
            .call(Sql.RUNNING)
            .all(row ->
                new Claimed(
                    rows.read(row),
                    row.getString(ExperimentRow.FURTHER),
                    row.getString(ExperimentRow.FURTHER + 1)));
    running.sort(Comparator.comparing(claimed -> claimed.experiment().ordinal()));
    return running;
  }

  Backlog backlog() throws SQLException {
    List<Backlog.Lane> lanes = statements.call(Sql.LANES).all(row -> LaneRow.read(row).shown());
    Optional<Instant> oldest =
        statements.call(Sql.OLDEST_PENDING).one(row -> ExperimentRow.instant(row, 1));
    return new Backlog(lanes, oldest.orElse(null));
  }

  long backlogLength() throws SQLException {
    return statements.call(Sql.BACKLOG_LENGTH).one(row -> row.getLong(1)).orElse(0L);
  }

  Optional<String> result(ExperimentId id) throws SQLException {
    return statements.call(Sql.RESULT).id(id).one(row -> row.getString(1));
  }

  Optional<Instant> nextDue(Instant after) throws SQLException {
    return statements
        .call(Sql.NEXT_DUE)
        .time(after)
        .one(row -> Optional.ofNullable(ExperimentRow.time(row, 1)))
        .flatMap(Function.identity());
  }

  Set<String> suspects() throws SQLException {
    return Set.copyOf(statements.call(Sql.SUSPECTS).all(row -> row.getString(1)));
  }

  /// What is too old, and what is too many, are both the first ones of the same order: the longer
  /// list holds the other.
  List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit)
      throws SQLException {
    List<ExperimentId> old =
        endedBefore == null ? List.of() : oldest(program, Micros.of(endedBefore), limit);
    if (number == null) {
      return old;
    }
    long ended = statements.call(Sql.ENDED_OF).text(program).one(row -> row.getLong(1)).orElse(0L);
    long tooMany = Math.min(limit, ended - number);
    return tooMany > old.size() ? oldest(program, Long.MAX_VALUE, tooMany) : old;
  }

  private List<ExperimentId> oldest(String program, long endedBefore, long limit)
      throws SQLException {
    return statements
        .call(Sql.PURGEABLE)
        .text(program)
        .number(endedBefore)
        .number(limit)
        .all(row -> ExperimentRow.id(row, 1));
  }

  boolean purged(ExperimentId id) throws SQLException {
    return statements.call(Sql.PURGED).id(id).one(row -> row.getInt(1)).isPresent();
  }

  List<ExperimentId> trash(int limit) throws SQLException {
    return statements.call(Sql.TRASH).number(limit).all(row -> ExperimentRow.id(row, 1));
  }

  Set<String> paused() throws SQLException {
    return Set.copyOf(statements.call(Sql.PAUSED).all(row -> row.getString(1)));
  }
}

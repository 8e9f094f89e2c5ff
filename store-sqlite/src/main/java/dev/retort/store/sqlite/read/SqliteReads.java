package dev.retort.store.sqlite.read;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.MeasuredExperiment;
import dev.retort.core.store.PastAttempt;
import dev.retort.store.sqlite.sql.EndColumns;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.QueueCounterRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import dev.retort.store.sqlite.sql.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The reads of one connection, within its current transaction. Not thread-safe.
public final class SqliteReads {
  private static final Comparator<Ended> FIRST_ENDED =
      Comparator.comparing(Ended::at).thenComparing(Ended::ordinal);

  private final Statements statements;
  private final ExperimentRow rows;
  private final Listing listing;

  private record Ended(MeasuredExperiment experiment, long at, long ordinal) {}

  public SqliteReads(Statements statements) {
    this.statements = statements;
    this.rows = new ExperimentRow(statements);
    this.listing = new Listing(statements, rows);
  }

  public Optional<Experiment> find(ExperimentId id) throws SQLException {
    return statements.call(Sql.FIND).id(id).one(rows::readWithPosition);
  }

  public Optional<String> sequence(ExperimentId id) throws SQLException {
    return statements.call(Sql.SEQUENCE).id(id).one(row -> row.getString(1));
  }

  public ExperimentSlice slice(ExperimentFilter filter, int limit) throws SQLException {
    return listing.slice(filter, limit);
  }

  public List<PastAttempt> attempts(ExperimentId id) throws SQLException {
    return statements
        .call(Sql.ATTEMPTS_OF)
        .id(id)
        .all(row ->
            new PastAttempt(
                row.getInt(1),
                row.getString(2),
                ExperimentRow.time(row, 3),
                ExperimentRow.instant(row, 4),
                row.getBoolean(5),
                EndColumns.read(row, 6, 14)));
  }

  public List<Claimed> running() throws SQLException {
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

  public Backlog backlog() throws SQLException {
    List<Backlog.Queue> queues =
        statements.call(Sql.QUEUES).all(row -> QueueCounterRow.read(row).shown());
    Optional<Instant> oldest =
        statements.call(Sql.OLDEST_PENDING).one(row -> ExperimentRow.instant(row, 1));
    return new Backlog(queues, oldest.orElse(null));
  }

  public long backlogLength() throws SQLException {
    return statements.call(Sql.BACKLOG_LENGTH).one(row -> row.getLong(1)).orElse(0L);
  }

  public Optional<String> result(ExperimentId id) throws SQLException {
    return statements.call(Sql.RESULT).id(id).one(row -> row.getString(1));
  }

  public Optional<Instant> nextDue(Instant after) throws SQLException {
    return statements
        .call(Sql.NEXT_DUE)
        .time(after)
        .one(row -> Optional.ofNullable(ExperimentRow.time(row, 1)))
        .flatMap(Function.identity());
  }

  public Set<String> suspects() throws SQLException {
    return Set.copyOf(statements.call(Sql.SUSPECTS).all(row -> row.getString(1)));
  }

  /// Both the experiments that are too old and those in excess of the number are prefixes of one
  /// order: the longer list contains the other.
  public List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit)
      throws SQLException {
    List<ExperimentId> old =
        endedBefore == null ? List.of() : oldest(program, Timestamps.of(endedBefore), limit);
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

  public Map<String, Long> diskUse() throws SQLException {
    Map<String, Long> use = new HashMap<>();
    statements
        .call(Sql.DISK_USE)
        .all(row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(each -> {
          if (each.getValue() > 0) {
            use.put(each.getKey(), each.getValue());
          }
        });
    return use;
  }

  public List<MeasuredExperiment> oldestEnded(@Nullable String program, int limit)
      throws SQLException {
    List<Ended> ended = new ArrayList<>();
    for (String each : program == null ? QueueCounterRow.programs(statements) : Set.of(program)) {
      ended.addAll(statements.call(Sql.OLDEST_OF).text(each).number(limit).all(SqliteReads::ended));
    }
    return ended.stream().sorted(FIRST_ENDED).limit(limit).map(Ended::experiment).toList();
  }

  private static Ended ended(ResultSet row) throws SQLException {
    MeasuredExperiment experiment =
        new MeasuredExperiment(ExperimentRow.id(row, 1), row.getLong(2));
    return new Ended(experiment, row.getLong(3), row.getLong(4));
  }

  public List<ExperimentId> toDelete(int limit) throws SQLException {
    return statements.call(Sql.TO_DELETE).number(limit).all(row -> ExperimentRow.id(row, 1));
  }

  public Optional<String> purgedOwner(ExperimentId id) throws SQLException {
    return statements.call(Sql.PURGED).id(id).one(row -> row.getString(1));
  }

  public List<ExperimentId> trash(int limit) throws SQLException {
    return statements.call(Sql.TRASH).number(limit).all(row -> ExperimentRow.id(row, 1));
  }

  public Set<String> paused() throws SQLException {
    return Set.copyOf(statements.call(Sql.PAUSED).all(row -> row.getString(1)));
  }
}

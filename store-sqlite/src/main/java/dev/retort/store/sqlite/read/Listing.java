package dev.retort.store.sqlite.read;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.QueueCounterRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A page of experiments by program or status, newest first. Not thread-safe.
///
/// Each combination of program and status is a stream of ordinals with an index of its own; a page
/// merges the newest of the selected streams. Because there are few programs, a listing by status
/// alone needs no index, which every transition would have to update.
final class Listing {
  private final Statements statements;
  private final ExperimentRow rows;

  Listing(Statements statements, ExperimentRow rows) {
    this.statements = statements;
    this.rows = rows;
  }

  /// @param filter has no labels
  List<Experiment> page(ExperimentFilter filter, long before, int limit) throws SQLException {
    Status status = filter.status();
    if (filter.program() == null && status == null) {
      return statements.call(Sql.LIST).number(before).number(limit).all(rows::readWithPosition);
    }
    List<Status> statuses = status == null ? Arrays.asList(Status.values()) : List.of(status);
    List<Long> ordinals = new ArrayList<>();
    for (String program : programs(filter)) {
      for (Status each : statuses) {
        ordinals.addAll(stream(program, each, before, limit));
      }
    }
    ordinals.sort(Comparator.reverseOrder());
    return at(ordinals.subList(0, Math.min(limit, ordinals.size())));
  }

  private Set<String> programs(ExperimentFilter filter) throws SQLException {
    String program = filter.program();
    return program != null
        ? Set.of(program)
        : new TreeSet<>(
            statements.call(Sql.QUEUES).all(row -> QueueCounterRow.read(row).key().program()));
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
    if (statement == Sql.ENDED_AS) {
      call.text(status.word());
    }
    return call.all(row -> row.getLong(1));
  }

  private List<Experiment> at(List<Long> ordinals) throws SQLException {
    String array =
        ordinals.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    return statements.call(Sql.LIST_AT).text(array).all(rows::readWithPosition);
  }
}

package dev.retort.store.sqlite.read;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.TimeRange;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// A slice of the experiments that match a filter. Not thread-safe.
///
/// One index yields the candidates in the order of the filter; the rest of the filter is then
/// tested on each of them. A slice tests a bounded number, and says where the next one goes on: no
/// filter scans the whole table in one read.
final class Listing {
  private static final int CHUNK = 1_000;
  private static final int MOST_CANDIDATES = 10_000;

  private final Statements statements;
  private final ExperimentRow rows;

  Listing(Statements statements, ExperimentRow rows) {
    this.statements = statements;
    this.rows = rows;
  }

  ExperimentSlice slice(ExperimentFilter filter, int limit) throws SQLException {
    Candidates candidates = new Candidates(statements, filter);
    boolean allMatch = candidates.allMatch();
    int chunk = allMatch ? Math.addExact(limit, limit == Integer.MAX_VALUE ? 0 : 1) : CHUNK;
    List<Position> found = new ArrayList<>();
    Position last = filter.before();
    int tested = 0;
    while (found.size() <= limit && tested < MOST_CANDIDATES) {
      List<Position> some = candidates.next(last, chunk);
      found.addAll(allMatch ? some : matching(filter, some));
      if (some.size() < chunk) {
        last = null;
        break;
      }
      last = some.getLast();
      tested += allMatch ? MOST_CANDIDATES : some.size();
    }
    return found.size() > limit
        ? new ExperimentSlice(at(found.subList(0, limit)), found.get(limit - 1))
        : new ExperimentSlice(at(found), last);
  }

  private List<Position> matching(ExperimentFilter filter, List<Position> candidates)
      throws SQLException {
    Set<Status> statuses = filter.statuses();
    BoundStatement call =
        statements
            .call(Sql.MATCHING)
            .text(array(candidates))
            .text(statuses.isEmpty() ? null : words(statuses))
            .text(filter.program())
            .text(filter.namePrefix());
    bind(call, filter.created());
    bind(call, filter.ended());
    call.text(filter.owner());
    Set<Long> matching = new HashSet<>(call.all(row -> row.getLong(1)));
    retainLabelled(matching, filter, candidates);
    return candidates.stream().filter(each -> matching.contains(each.ordinal())).toList();
  }

  private void retainLabelled(
      Set<Long> matching, ExperimentFilter filter, List<Position> candidates) throws SQLException {
    String ordinals = array(candidates);
    for (Map.Entry<String, String> label : filter.labels().entrySet()) {
      retain(
          matching,
          statements
              .call(Sql.HAVING_LABEL)
              .text(ordinals)
              .text(label.getKey())
              .text(label.getValue()));
    }
    for (String key : filter.labelKeys()) {
      retain(matching, statements.call(Sql.HAVING_LABEL_KEY).text(ordinals).text(key));
    }
  }

  private static void retain(Set<Long> matching, BoundStatement call) throws SQLException {
    matching.retainAll(new HashSet<>(call.all(row -> row.getLong(1))));
  }

  private static void bind(BoundStatement call, TimeRange range) throws SQLException {
    call.time(range.from()).time(range.to());
  }

  /// The words between commas, so that each of them is found with its commas.
  private static String words(Set<Status> statuses) {
    return statuses.stream().map(Status::word).collect(Collectors.joining(",", ",", ","));
  }

  private static String array(List<Position> positions) {
    return positions.stream()
        .map(position -> String.valueOf(position.ordinal()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<Experiment> at(List<Position> positions) throws SQLException {
    Map<Long, Experiment> byOrdinal = new HashMap<>();
    for (Experiment each :
        statements.call(Sql.LIST_AT).text(array(positions)).all(rows::readWithPosition)) {
      byOrdinal.put(each.ordinal(), each);
    }
    return positions.stream()
        .map(position -> byOrdinal.get(position.ordinal()))
        .filter(Objects::nonNull)
        .toList();
  }
}

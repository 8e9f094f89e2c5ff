package dev.retort.server.routes;

import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.TimeRange;
import dev.retort.server.http.Moment;
import dev.retort.server.http.Percent;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The query parameters that select experiments, and the cursors of such a listing.
final class FilterParameters {
  private static final List<QueryParameter> ALL =
      List.of(
          new QueryParameter.Choices(
              "status",
              "Only experiments with one of these statuses, separated by commas; repeatable",
              Arrays.stream(Status.values()).map(Status::word).toList()),
          new QueryParameter.Text("program", "Only experiments of this program", false),
          new QueryParameter.Text(
              "label", "Only experiments with this label, as key:value; repeatable", true),
          new QueryParameter.Text(
              "label_key", "Only experiments with a label of this key; repeatable", true),
          new QueryParameter.Text(
              "name_prefix", "Only experiments whose query_name begins with this text", false),
          new QueryParameter.Time(
              "created_from", "Only experiments accepted at this time or later"),
          new QueryParameter.Time("created_to", "Only experiments accepted before this time"),
          new QueryParameter.Time(
              "ended_from", "Only experiments that ended at this time or later"),
          new QueryParameter.Time("ended_to", "Only experiments that ended before this time"));

  private FilterParameters() {}

  static void addTo(Route route) {
    ALL.forEach(route::takes);
  }

  static ExperimentFilter read(RouteRequest request) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String words : request.parameters("status")) {
      for (String word : words.split(",", -1)) {
        statuses.add(Status.ofWord(word));
      }
    }
    String prefix = request.parameter("name_prefix").orElse(null);
    if (prefix != null
        && (prefix.isEmpty()
            || prefix.codePointCount(0, prefix.length()) > Query.MAX_NAME_LENGTH)) {
      throw QueryParameter.wrong(
          "name_prefix", "must be 1.." + Query.MAX_NAME_LENGTH + " characters", prefix);
    }
    return ExperimentFilter.ALL
        .withStatuses(statuses)
        .withProgram(request.parameter("program").orElse(null))
        .withLabels(labels(request))
        .withLabelKeys(new HashSet<>(request.parameters("label_key")))
        .withNamePrefix(prefix)
        .withCreated(range(request, "created"))
        .withEnded(range(request, "ended"));
  }

  private static Map<String, String> labels(RouteRequest request) {
    Map<String, String> labels = new HashMap<>();
    for (String label : request.parameters("label")) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        throw QueryParameter.wrong("label", "must be key:value", label);
      }
      String value = label.substring(colon + 1);
      String other = labels.put(label.substring(0, colon), value);
      if (other != null && !other.equals(value)) {
        throw QueryParameter.wrong("label", "must not have two values for one key", label);
      }
    }
    return labels;
  }

  private static TimeRange range(RouteRequest request, String what) {
    return new TimeRange(moment(request, what + "_from"), moment(request, what + "_to"));
  }

  private static @Nullable Instant moment(RouteRequest request, String name) {
    return request.parameter(name).flatMap(Moment::parse).orElse(null);
  }

  /// The parameters of the request as a query string, without the cursor.
  static String queryString(RouteRequest request) {
    StringBuilder query = new StringBuilder();
    for (QueryParameter parameter : ALL) {
      append(query, request, parameter.name());
    }
    append(query, request, "limit");
    return query.toString();
  }

  private static void append(StringBuilder query, RouteRequest request, String name) {
    for (String value : request.parameters(name)) {
      query.append(name).append('=').append(Percent.encode(value)).append('&');
    }
  }

  static String cursor(ExperimentFilter filter, Position next) {
    Instant at = next.at();
    long micros = at == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, at);
    return PageCursor.of(
        listing(filter),
        ByteBuffer.allocate(2 * Long.BYTES).putLong(next.ordinal()).putLong(micros).array());
  }

  /// @throws ProblemException 400 unless the cursor is from a listing with the same filter
  static Position position(ExperimentFilter filter, String cursor) {
    ByteBuffer position = ByteBuffer.wrap(PageCursor.position(listing(filter), cursor));
    if (position.remaining() != 2 * Long.BYTES) {
      throw PageCursor.wrong(cursor);
    }
    long ordinal = position.getLong();
    long micros = position.getLong();
    return new Position(
        filter.order() == ExperimentFilter.Order.ACCEPTED
            ? null
            : Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
        ordinal);
  }

  private static String listing(ExperimentFilter filter) {
    return String.join(
        "\n",
        "experiments",
        new TreeSet<>(filter.statuses()).toString(),
        String.valueOf(filter.program()),
        new TreeMap<>(filter.labels()).toString(),
        new TreeSet<>(filter.labelKeys()).toString(),
        String.valueOf(filter.namePrefix()),
        filter.created().toString(),
        filter.ended().toString());
  }
}

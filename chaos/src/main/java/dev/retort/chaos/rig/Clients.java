package dev.retort.chaos.rig;

import dev.retort.chaos.check.Order;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sends queries and records the answers. Thread-safe.
final class Clients {
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;
  private static final int FULL = 507;

  private final History history;
  private final InstantSource clock;

  Clients(History history, InstantSource clock) {
    this.history = history;
    this.clock = clock;
  }

  /// The outcome of a request.
  sealed interface Answer {
    /// @param position upper bound of its place in the backlog; 0 if it does not wait
    record Accepted(String id, long position) implements Answer {}

    record Refused(RetortClientException why) implements Answer {}

    record Unknown(RetortClientException why) implements Answer {}
  }

  /// Sends a query once; the same query may be sent again.
  Answer ask(RetortClient client, Order order, String sequence) {
    return ask(client, order, query(order, sequence, Map.of()));
  }

  /// Sends the prepared query of an order once.
  Answer ask(RetortClient client, Order order, NewQuery query) {
    history.asks(order);
    try {
      RemoteExperiment accepted = client.submit(query);
      history.accepted(order, accepted.experimentId(), clock.instant());
      Long position = accepted.position();
      return new Answer.Accepted(accepted.experimentId(), position == null ? 0 : position);
    } catch (RetortClientException failed) {
      if (saysNothingAccepted(failed)) {
        history.refused(order);
        return new Answer.Refused(failed);
      }
      history.unknown(order);
      return new Answer.Unknown(failed);
    }
  }

  /// Applies the documented rule for clients.
  private static boolean saysNothingAccepted(RetortClientException failed) {
    return switch (failed.status()) {
      case 0 -> false;
      case UNAVAILABLE -> failed.type().equals("unavailable");
      case TOO_MANY, FULL -> true;
      default -> failed.status() < 500;
    };
  }

  static NewQuery query(Order order, String sequence, Map<String, Object> more) {
    Map<String, Object> parameters = new HashMap<>(more);
    if (order.millis() > 0) {
      parameters.put("millis", order.millis());
    }
    if (order.lines() > 0) {
      parameters.put("lines", order.lines());
    }
    if (order.code() != 0) {
      parameters.put("code", order.code());
    }
    return NewQuery.of(order.key(), sequence)
        .withProgram(order.program())
        .withParameters(parameters)
        .withLabels(Map.of(ServerApi.KEY, order.key()))
        .withPriority(order.priority())
        .withIdempotencyKey(order.key());
  }

  /// The id if the query was accepted.
  static Optional<String> id(Answer answer) {
    return answer instanceof Answer.Accepted accepted
        ? Optional.of(accepted.id())
        : Optional.empty();
  }
}

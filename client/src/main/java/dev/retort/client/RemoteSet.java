package dev.retort.client;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;

/// All experiments that a filter matches, at most 100,000, and the actions on them. Every action is
/// safe to repeat. Thread-safe.
public final class RemoteSet {
  private final Exchange exchange;
  private final RemoteFilter filter;
  private final boolean dryRun;

  RemoteSet(Exchange exchange, RemoteFilter filter, boolean dryRun) {
    this.exchange = exchange;
    this.filter = filter;
    this.dryRun = dryRun;
  }

  /// The same set, whose actions only count.
  public RemoteSet dryRun() {
    return new RemoteSet(exchange, filter, true);
  }

  /// Cancels what has not ended.
  public RemoteSetResult cancel() {
    return send("cancel", new LinkedHashMap<>(), "");
  }

  /// Deletes what is not kept.
  ///
  /// @param cancel whether to cancel first what has not ended; otherwise it is skipped
  public RemoteSetResult delete(boolean cancel) {
    return send("delete", new LinkedHashMap<>(Map.of("cancel", cancel)), "");
  }

  /// Sets whether the experiments are exempt from retention.
  public RemoteSetResult keep(boolean keep) {
    return send("keep", new LinkedHashMap<>(Map.of("keep", keep)), "");
  }

  /// Submits the queries again.
  ///
  /// @param changes what to replace in each query; its id has no meaning
  public RemoteSetResult rerun(NewRerun changes) {
    Map<String, Object> body = new LinkedHashMap<>();
    switch (changes.parameters()) {
      case NewQuery.Parameters.Typed(Map<String, Object> values) -> body.put("parameters", values);
      case NewQuery.Parameters.Text(Map<String, String> values) ->
          body.put("text_parameters", values);
    }
    body.put("labels", changes.labels());
    if (changes.priority() != null) {
      body.put("priority", changes.priority());
    }
    return send("rerun", body, changes.idempotencyKey());
  }

  private RemoteSetResult send(String action, Map<String, Object> body, String key) {
    Map<String, Object> conditions = filter.conditions();
    body.put(conditions.isEmpty() ? "all" : "filter", conditions.isEmpty() ? true : conditions);
    body.put("dry_run", dryRun);
    HttpRequest.Builder request =
        exchange
            .request(new QueryString("/v1/experiments:" + action))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(ClientJson.MAPPER.writeValueAsString(body)));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return exchange.json(request.build(), RemoteSetResult.class);
  }
}

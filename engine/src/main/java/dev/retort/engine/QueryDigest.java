package dev.retort.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.Query;
import dev.retort.engine.json.Json;
import java.security.MessageDigest;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/// Tells whether two requests with one idempotency key ask the same.
final class QueryDigest {
  private QueryDigest() {}

  /// SHA-256, hexadecimal, of everything that a client can say in a query.
  static String of(Query query, SubmitRequest request) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("program", query.program())
        .put("query_name", query.name())
        .put("sequence", digest(request.sequence()))
        .put("priority", query.priority());
    json.put("parameters", canonical(request.parameters()));
    json.set("labels", Json.MAPPER.valueToTree(new java.util.TreeMap<>(query.labels())));
    ObjectNode files = json.putObject("files");
    new java.util.TreeMap<>(request.files()).forEach((name, file) -> files.put(name, digest(file)));
    if (!request.wishes().equals(Wishes.NONE)) {
      json.put("wishes", request.wishes().toString());
    }
    return hash(json.toString());
  }

  /// As they were sent: what a default fills in later is not part of the question. Maps are written
  /// in the order of their keys, at every depth.
  private static String canonical(Parameters parameters) {
    Object value =
        switch (parameters) {
          case Parameters.Json sent -> Json.MAPPER.readValue(sent.text(), Object.class);
          case Parameters.Text sent -> sent.values();
        };
    return Json.MAPPER.writeValueAsString(value);
  }

  private static String digest(Input input) {
    return switch (input) {
      case Input.Text text -> hash(text.text());
      case Input.Spooled spooled -> spooled.digest();
    };
  }

  private static String hash(String text) {
    MessageDigest sha256 = Spool.sha256();
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(UTF_8)));
  }
}

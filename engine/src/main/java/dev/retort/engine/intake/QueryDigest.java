package dev.retort.engine.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.AttachedFile;
import dev.retort.core.Query;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.json.EngineJson;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Decides whether two requests with one idempotency key are equal.
///
/// Digests are stored, so their input is a contract: encoding 1, a JSON object with the members
/// below; encoding 2 adds `file_names`. A later field of a request becomes a member only where a
/// request has it, together with `"encoding": 2` (and so on); every other request keeps the digest
/// of encoding 1. The text of a member never comes from a `toString()` of a class of Retort.
final class QueryDigest {
  private QueryDigest() {}

  /// SHA-256, hexadecimal, of all fields of a query that a client can set.
  static String of(Query query, SubmitRequest request) {
    ObjectNode json = EngineJson.MAPPER.createObjectNode();
    json.put("program", query.program())
        .put("query_name", query.name())
        .put("sequence", digest(request.sequence()))
        .put("priority", query.priority());
    json.put("parameters", canonical(request.parameters()));
    json.set("labels", EngineJson.MAPPER.valueToTree(new TreeMap<>(query.labels())));
    ObjectNode files = json.putObject("files");
    new TreeMap<>(request.files()).forEach((name, file) -> files.put(name, digest(file)));
    Map<String, String> names = new TreeMap<>();
    for (AttachedFile file : query.files()) {
      String name = file.clientName();
      if (name != null) {
        names.put(file.name(), name);
      }
    }
    if (!names.isEmpty()) {
      json.put("encoding", 2);
      json.set("file_names", EngineJson.MAPPER.valueToTree(names));
    }
    SubmitOptions asked = request.options();
    if (asked.timeout() != null
        || asked.expiresAfter() != null
        || asked.notBefore() != null
        || asked.keep()) {
      json.put("wishes", times(asked));
    }
    return hash(json.toString());
  }

  /// The four options of encoding 1: ISO 8601 text, or null.
  private static String times(SubmitOptions asked) {
    return "Wishes[timeout="
        + asked.timeout()
        + ", expiresAfter="
        + asked.expiresAfter()
        + ", notBefore="
        + asked.notBefore()
        + ", keep="
        + asked.keep()
        + ']';
  }

  /// The parameters as they were sent, without defaults. Maps are sorted by key at every depth.
  private static String canonical(Parameters parameters) {
    Object value =
        switch (parameters) {
          case Parameters.Json sent -> EngineJson.MAPPER.readValue(sent.text(), Object.class);
          case Parameters.Text sent -> sent.values();
        };
    return EngineJson.MAPPER.writeValueAsString(value);
  }

  private static String digest(Input input) {
    return switch (input) {
      case Input.Text text -> hash(text.text());
      case Input.Spooled spooled -> spooled.digest();
      case Input.Absent _ -> "";
    };
  }

  private static String hash(String text) {
    MessageDigest sha256 = Spool.sha256();
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(UTF_8)));
  }
}

package dev.retort.server.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The text of the file of tokens. Thread-safe.
final class TokenJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int FORMAT = 1;

  private TokenJson() {}

  static String write(List<AccessToken> tokens) {
    ObjectNode document = MAPPER.createObjectNode().put("format", FORMAT);
    ArrayNode all = document.putArray("tokens");
    for (AccessToken token : tokens) {
      Instant expiresAt = token.expiresAt();
      ObjectNode each =
          all.addObject()
              .put("id", token.id())
              .put("name", token.name())
              .put("owner", token.owner())
              .put("sha256", token.hash())
              .put("created_at", token.createdAt().toString())
              .put("expires_at", expiresAt == null ? null : expiresAt.toString());
      ArrayNode scopes = each.putArray("scopes");
      token.scopes().stream().sorted().forEach(scope -> scopes.add(scope.word()));
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }

  /// @throws IllegalArgumentException if the text is not what [#write] writes
  static List<AccessToken> read(String text) {
    try {
      JsonNode document = MAPPER.readTree(text);
      if (document.path("format").asInt(0) != FORMAT) {
        throw new IllegalArgumentException("it was not written by this version of Retort");
      }
      List<AccessToken> tokens = new ArrayList<>();
      document.required("tokens").forEach(each -> tokens.add(token(each)));
      return tokens;
    } catch (JacksonException | DateTimeException broken) {
      throw new IllegalArgumentException("it is damaged: " + broken.getMessage(), broken);
    }
  }

  private static AccessToken token(JsonNode json) {
    return new AccessToken(
        json.required("id").stringValue(),
        json.required("name").stringValue(),
        json.required("owner").stringValue(),
        scopes(json.required("scopes")),
        json.required("sha256").stringValue(),
        Instant.parse(json.required("created_at").stringValue()),
        time(json.path("expires_at")));
  }

  private static Set<Scope> scopes(JsonNode words) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode word : words) {
      String text = word.stringValue();
      scopes.add(
          Scope.ofWord(text)
              .orElseThrow(() -> new IllegalArgumentException("unknown scope " + text)));
    }
    return scopes;
  }

  private static @Nullable Instant time(JsonNode value) {
    return value.isString() ? Instant.parse(value.stringValue()) : null;
  }
}

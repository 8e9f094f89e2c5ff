package dev.retort.server;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What a client wants to change of an experiment: a JSON merge patch (RFC 7396) that may hold
/// `keep` and nothing else.
final class KeepPatch {
  static final String MEDIA_TYPE = "application/merge-patch+json";

  private static final long MOST_BYTES = 64 << 10;

  private KeepPatch() {}

  /// The new value of `keep`; empty when the patch changes nothing.
  ///
  /// @throws InvalidQueryException when it would change anything else
  /// @throws ProblemException 415 for another media type, 400 for what is no JSON
  static Optional<Boolean> read(Request request, HttpLimits limits) throws IOException {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String bare = type == null ? "" : Accept.bare(type);
    if (!bare.equals(MEDIA_TYPE) && !bare.equals(Answer.JSON)) {
      throw Problem.of(
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              "send a JSON merge patch as " + MEDIA_TYPE + " or " + Answer.JSON)
          .withHeader("Accept-Patch", MEDIA_TYPE)
          .exception();
    }
    RequestBody body = RequestBody.of(request, limits, MOST_BYTES);
    try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return read(json);
    }
  }

  private static Optional<Boolean> read(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw FormDecoder.malformed("the body must be one JSON object");
    }
    List<Violation> wrong = new ArrayList<>();
    @Nullable Boolean keep = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
      if (!name.equals("keep")) {
        wrong.add(
            new Violation(
                '/' + QueryDraft.pointer(name), "cannot be changed; keep is all that can be"));
      } else if (!truth) {
        wrong.add(new Violation("/keep", "must be true or false"));
      } else {
        keep = token == JsonToken.VALUE_TRUE;
      }
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw FormDecoder.malformed("something follows the JSON object");
    }
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return Optional.ofNullable(keep);
  }
}

package dev.retort.server.routes;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.Violation;
import dev.retort.server.http.Accept;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.RequestBody;
import dev.retort.server.http.StrictJson;
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

/// Reads a change of an experiment: a JSON merge patch (RFC 7396) that may contain only `keep`.
final class KeepPatch {
  static final String MEDIA_TYPE = "application/merge-patch+json";

  private static final long MAX_BYTES = 64 << 10;

  private KeepPatch() {}

  /// The new value of `keep`; empty if the patch changes nothing.
  ///
  /// @throws InvalidQueryException if the patch changes another field
  /// @throws ProblemException 415 for another media type, 400 for malformed JSON
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
    RequestBody body = RequestBody.of(request, limits, MAX_BYTES);
    try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return read(json);
    }
  }

  private static Optional<Boolean> read(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.malformedBody("the body must be one JSON object");
    }
    List<Violation> wrong = new ArrayList<>();
    @Nullable Boolean keep = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
      if (!name.equals("keep")) {
        wrong.add(
            new Violation('/' + QuotedText.pointer(name), "cannot be changed; only keep can"));
      } else if (!truth) {
        wrong.add(new Violation("/keep", "must be true or false"));
      } else {
        keep = token == JsonToken.VALUE_TRUE;
      }
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw Problem.malformedBody("the body has text after the JSON object");
    }
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return Optional.ofNullable(keep);
  }
}

package dev.retort.server.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// What the `Authorization` of a request holds: a bearer token (RFC 6750), or a token as the
/// password of HTTP Basic (RFC 7617), whose user name is ignored.
sealed interface Credentials {

  /// The request has no `Authorization`.
  record Missing() implements Credentials {}

  /// It has one that cannot be a token.
  record Foreign() implements Credentials {}

  /// It has the text of a token, perhaps of none that exists.
  record Presented(String id, String text) implements Credentials {}

  static Credentials of(Request request) {
    List<String> sent = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (sent.isEmpty()) {
      return new Missing();
    }
    Optional<String> text = sent.size() == 1 ? text(sent.getFirst()) : Optional.empty();
    return text.<Credentials>flatMap(
            token -> AccessToken.idIn(token).map(id -> new Presented(id, token)))
        .orElseGet(Foreign::new);
  }

  private static Optional<String> text(String authorization) {
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? "" : authorization.substring(0, space);
    String value = authorization.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Bearer")) {
      return Optional.of(value);
    }
    return scheme.equalsIgnoreCase("Basic") ? password(value) : Optional.empty();
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}

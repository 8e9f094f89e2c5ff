package dev.retort.server.http;

import dev.retort.server.origin.OriginSettings;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The headers with which a browser lets pages of allowed web sites read the answers (CORS, Fetch
/// Standard section 3.2); none for other web sites. Thread-safe.
final class CrossOrigin {
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, Content-Encoding, Idempotency-Key, Prefer, Range, If-Range,"
          + " If-None-Match, Last-Event-ID";
  private static final String ANSWER_HEADERS =
      "Location, Link, Retry-After, Preference-Applied, ETag, Content-Range, Content-Disposition,"
          + " RateLimit, RateLimit-Policy, Retort-Next-Offset, Retort-Complete, Retort-Attempt,"
          + " Retort-Status";
  private static final String SECONDS_TO_REMEMBER = "600";

  private final OriginSettings settings;

  CrossOrigin(OriginSettings settings) {
    this.settings = settings;
  }

  /// The fields to add to an answer.
  ///
  /// @param allow the methods of the path as in `Allow`; null if the answer does not name them
  HttpFields headers(Request request, @Nullable String allow) {
    if (settings.allowedOrigins().isEmpty()) {
      return HttpFields.EMPTY;
    }
    HttpFields.Mutable headers = HttpFields.build().add(HttpHeader.VARY, "Origin");
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin == null || !settings.allows(origin)) {
      return headers;
    }
    headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if (allow != null && isPreflight(request)) {
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, allow);
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
      headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, SECONDS_TO_REMEMBER);
    } else {
      headers.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
    }
    return headers;
  }

  private static boolean isPreflight(Request request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD);
  }
}

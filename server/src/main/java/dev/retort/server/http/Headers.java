package dev.retort.server.http;

import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/// Frequently sent header fields, encoded once.
public final class Headers {
  static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
  static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

  private static final Map<String, HttpField> TYPES =
      Map.of(Answer.JSON, type(Answer.JSON), Problem.MEDIA_TYPE, type(Problem.MEDIA_TYPE));

  private Headers() {}

  public static HttpField contentType(String type) {
    HttpField encoded = TYPES.get(type);
    return encoded != null ? encoded : new HttpField(HttpHeader.CONTENT_TYPE, type);
  }

  private static HttpField type(String type) {
    return new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, type);
  }
}

package dev.retort.server.http;

import dev.retort.server.origin.OriginSettings;
import dev.retort.server.origin.PublicAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Rejects requests before routing: oversized heads, and requests that another web site makes a
/// browser send. Thread-safe.
///
/// Only loopback protects a server without tokens, and a browser on the same machine can reach
/// loopback; elsewhere a browser adds the password of HTTP Basic by itself. So a request that
/// changes something must not carry the `Origin` of another site that is not allowed. On loopback
/// the `Host` must be a name of this machine; this rejects foreign names that resolve to 127.0.0.1
/// (DNS rebinding).
public final class RequestGuard {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern LOOPBACK_ADDRESS =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|::1|0:0:0:0:0:0:0:1");

  private final HttpLimits limits;
  private final boolean loopbackOnly;
  private final OriginSettings origins;

  /// @param loopbackOnly whether only this machine can reach the server
  public RequestGuard(HttpLimits limits, boolean loopbackOnly, OriginSettings origins) {
    this.limits = limits;
    this.loopbackOnly = loopbackOnly;
    this.origins = origins;
  }

  OriginSettings origins() {
    return origins;
  }

  /// @throws ProblemException if the request is rejected
  void check(Request request, PublicAddress address) {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPathQuery();
    if (path != null && path.length() > limits.uriLength()) {
      throw Problem.of(
              ProblemKind.URI_TOO_LONG,
              "the URI is "
                  + path.length()
                  + " characters long; the limit is "
                  + limits.uriLength())
          .exception();
    }
    HttpFields headers = request.getHeaders();
    if (headers.size() > limits.headers()) {
      throw Problem.of(
              ProblemKind.HEADERS_TOO_LARGE,
              "the request has " + headers.size() + " headers; the limit is " + limits.headers())
          .exception();
    }
    checkHost(headers.get(HttpHeader.HOST), uri.getHost());
    if (!SAFE.contains(request.getMethod())) {
      checkOrigin(headers, address, PublicAddress.called(request, origins));
    }
  }

  private void checkHost(@Nullable String header, @Nullable String host) {
    if (!loopbackOnly || header == null || host == null) {
      return;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (!name.equals("localhost")
        && !name.endsWith(".localhost")
        && !LOOPBACK_ADDRESS.matcher(name).matches()
        && !origins.names().contains(name)) {
      throw Problem.of(
              ProblemKind.FOREIGN_HOST,
              "this server listens on loopback only, and "
                  + QuotedText.quoted(host)
                  + " is not one of its names; use localhost, or add the name with --proxy-name")
          .exception();
    }
  }

  /// @param address where clients see the server
  /// @param called to which host the request was sent
  private void checkOrigin(HttpFields headers, PublicAddress address, PublicAddress called) {
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null) {
      boolean own = address.isOrigin(origin) || (address.absolute() && called.isOrigin(origin));
      if (!own && !origins.allows(origin)) {
        throw crossSite(
            "its Origin is "
                + QuotedText.quoted(origin)
                + ", and this server was called as "
                + QuotedText.quoted(address.authority()));
      }
    } else if ("cross-site".equals(headers.get("Sec-Fetch-Site"))) {
      throw crossSite("its Sec-Fetch-Site is cross-site");
    }
  }

  private static ProblemException crossSite(String why) {
    return Problem.of(
            ProblemKind.FOREIGN_ORIGIN,
            "a page of another web site must not change anything on this server: "
                + why
                + ". If it is a page of this server behind a proxy, let the proxy send the name"
                + " that clients use: the header Host (nginx: proxy_set_header Host $http_host) and"
                + " the name in proxy_names, or the header X-Forwarded-Host and the proxy's address"
                + " in trusted_proxies. If it is a site that you trust, list it in allowed_origins")
        .exception();
  }
}

package dev.retort.server;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Refuses what no route should see: oversized heads, and requests that a web page of another site
/// makes a browser send. Thread-safe.
///
/// Nothing but loopback protects a server without tokens, and a browser on the same machine stands
/// inside it. So a request that changes something must not carry another site's `Origin`, and on
/// loopback the `Host` must be a name of this machine: a foreign name that resolves to 127.0.0.1
/// (DNS rebinding) is turned away.
final class Gate {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern LOOPBACK_ADDRESS =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|::1|0:0:0:0:0:0:0:1");

  private final HttpLimits limits;
  private final boolean loopbackOnly;
  private final Set<String> ownNames;

  /// @param ownNames further names under which the server may be addressed, in lower case
  Gate(HttpLimits limits, InetAddress address, Set<String> ownNames) {
    this.limits = limits;
    this.loopbackOnly = address.isLoopbackAddress();
    this.ownNames = Set.copyOf(ownNames);
  }

  /// @throws ProblemException when the request goes no further
  void check(Request request) {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPathQuery();
    if (path != null && path.length() > limits.uriLength()) {
      throw Problem.of(
              ProblemKind.URI_TOO_LONG,
              "the URI is "
                  + path.length()
                  + " characters long, at most "
                  + limits.uriLength()
                  + " are taken")
          .exception();
    }
    HttpFields headers = request.getHeaders();
    if (headers.size() > limits.headers()) {
      throw Problem.of(
              ProblemKind.HEADERS_TOO_LARGE,
              "there are "
                  + headers.size()
                  + " headers, at most "
                  + limits.headers()
                  + " are taken")
          .exception();
    }
    checkHost(headers.get(HttpHeader.HOST), uri.getHost());
    if (!SAFE.contains(request.getMethod())) {
      checkOrigin(headers, uri);
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
        && !ownNames.contains(name)) {
      throw Problem.of(
              ProblemKind.FOREIGN_HOST,
              "this server listens on loopback only and is not called "
                  + Text.quoted(host)
                  + "; use localhost, or name the host when starting the server behind a proxy")
          .exception();
    }
  }

  private void checkOrigin(HttpFields headers, HttpURI uri) {
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null) {
      int scheme = origin.indexOf("://");
      String site = scheme < 0 ? origin : origin.substring(scheme + 3);
      String own = headers.get(HttpHeader.HOST);
      if (!site.equalsIgnoreCase(own == null ? uri.getAuthority() : own)) {
        throw foreign("its Origin is " + Text.quoted(origin));
      }
    } else if ("cross-site".equals(headers.get("Sec-Fetch-Site"))) {
      throw foreign("its Sec-Fetch-Site is cross-site");
    }
  }

  private static ProblemException foreign(String why) {
    return Problem.of(
            ProblemKind.FOREIGN_ORIGIN,
            "a page of another web site must not change anything here, and "
                + why
                + "; send the request from a program, or from a page of this server")
        .exception();
  }
}

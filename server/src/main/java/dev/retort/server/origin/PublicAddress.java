package dev.retort.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// The server's address as the client of one request sees it. Immutable.
///
/// @param scheme `http` or `https`
/// @param authority host and port, as in `Host`
/// @param base the path before every route
/// @param absolute whether links begin with scheme and authority
public record PublicAddress(String scheme, String authority, BasePath base, boolean absolute) {
  private static final String HOST = "X-Forwarded-Host";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String PREFIX = "X-Forwarded-Prefix";

  private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,260}");
  private static final Pattern SCHEME = Pattern.compile("https?");

  /// The address without regard to any proxy.
  public static PublicAddress direct(Request request, OriginSettings settings) {
    BaseUrl url = settings.baseUrl();
    return url == null
        ? called(request, settings)
        : new PublicAddress(url.scheme(), url.authority(), url.path(), true);
  }

  /// The address to which the request was sent.
  public static PublicAddress called(Request request, OriginSettings settings) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    String authority = host == null ? request.getHttpURI().getAuthority() : host;
    return new PublicAddress(
        "http", authority == null ? "localhost" : authority, settings.basePath(), false);
  }

  /// The address, with what a trusted proxy says of it.
  ///
  /// @throws IllegalArgumentException if the header of a trusted proxy is malformed; the message
  ///   names the header and says what to do
  public static PublicAddress of(Request request, OriginSettings settings) {
    PublicAddress direct = direct(request, settings);
    boolean fixed = settings.baseUrl() != null;
    if (fixed || !ClientAddress.isTrustedProxy(request, settings)) {
      return direct;
    }
    return new PublicAddress(
        forwarded(request, PROTO)
            .map(value -> required(PROTO, SCHEME, value, "http or https"))
            .orElse(direct.scheme),
        forwarded(request, HOST)
            .map(value -> required(HOST, AUTHORITY, value, "a host name, with a port or without"))
            .orElse(direct.authority),
        forwarded(request, PREFIX).map(PublicAddress::prefix).orElse(direct.base),
        false);
  }

  public PublicAddress withAbsoluteLinks() {
    return new PublicAddress(scheme, authority, base, true);
  }

  /// Of several values the last one counts: the nearest proxy added it.
  private static Optional<String> forwarded(Request request, String header) {
    List<String> values = request.getHeaders().getCSV(header, false);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  private static String required(String header, Pattern form, String value, String expected) {
    if (!form.matcher(value).matches()) {
      throw new IllegalArgumentException(
          header + " must be " + expected + "; correct it in the proxy's configuration");
    }
    return value;
  }

  private static BasePath prefix(String value) {
    try {
      return BasePath.of(value);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          PREFIX + ": " + wrong.getMessage() + "; correct it in the proxy's configuration", wrong);
    }
  }

  /// Whether an `Origin` is this address. The scheme is not compared: a proxy may not tell it.
  public boolean isOrigin(String origin) {
    int scheme = origin.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    String port = origin.startsWith("https:") ? ":443" : ":80";
    return without(port, origin.substring(scheme + 3)).equalsIgnoreCase(without(port, authority));
  }

  private static String without(String port, String site) {
    return site.endsWith(port) ? site.substring(0, site.length() - port.length()) : site;
  }
}

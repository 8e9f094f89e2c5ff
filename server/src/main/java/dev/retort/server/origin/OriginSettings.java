package dev.retort.server.origin;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where clients see the server, and which web sites may use it. Immutable.
///
/// @param baseUrl the URL at which all clients see the server; null if each request says it
/// @param basePath the path under which clients reach the server
/// @param names additional host names of the server, in lower case
/// @param trustedProxies the addresses whose `X-Forwarded-` headers count
/// @param allowedOrigins the other web sites whose pages may use the server, as browsers send them
public record OriginSettings(
    @Nullable BaseUrl baseUrl,
    BasePath basePath,
    Set<String> names,
    List<AddressRange> trustedProxies,
    Set<String> allowedOrigins) {

  public OriginSettings {
    names = Set.copyOf(names);
    trustedProxies = List.copyOf(trustedProxies);
    allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /// @param basePath ignored if there is a base URL, which has a path of its own
  public static OriginSettings of(
      @Nullable BaseUrl baseUrl,
      BasePath basePath,
      Set<String> names,
      List<AddressRange> trustedProxies,
      Collection<AllowedOrigin> allowedOrigins) {
    return new OriginSettings(
        baseUrl,
        baseUrl == null ? basePath : baseUrl.path(),
        baseUrl == null
            ? names
            : Stream.concat(names.stream(), Stream.of(baseUrl.host())).collect(Collectors.toSet()),
        trustedProxies,
        allowedOrigins.stream().map(AllowedOrigin::text).collect(Collectors.toSet()));
  }

  boolean trusts(InetAddress peer) {
    return trustedProxies.stream().anyMatch(range -> range.contains(peer));
  }

  /// Whether an `Origin` is one of the other web sites that may use the server.
  public boolean allows(String origin) {
    return allowedOrigins.contains(origin);
  }
}

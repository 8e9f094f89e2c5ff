package dev.retort.server.origin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Identifies the client of a request, so that clients take turns: its IPv4 address, or the network
/// (/64) of its IPv6 address, of which a client can have many. Behind a trusted proxy it is the
/// address that the proxy names.
public final class ClientAddress {
  private static final String LOCAL = "local";
  private static final int NETWORK_BYTES = 8;

  private ClientAddress() {}

  public static String of(Request request, OriginSettings settings) {
    Optional<InetAddress> peer = peer(request);
    if (peer.isEmpty()) {
      return LOCAL;
    }
    InetAddress client =
        settings.trusts(peer.get()) ? forwarded(request, settings).orElse(peer.get()) : peer.get();
    return name(client);
  }

  /// Whether a trusted proxy sent the request.
  public static boolean isTrustedProxy(Request request, OriginSettings settings) {
    return !settings.trustedProxies().isEmpty()
        && peer(request).filter(settings::trusts).isPresent();
  }

  /// The address at the other end of the connection; empty if it is not an internet socket.
  static Optional<InetAddress> peer(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress at
        ? Optional.ofNullable(at.getAddress())
        : Optional.empty();
  }

  /// The last address that is not a trusted proxy's own: each proxy adds that of its client.
  private static Optional<InetAddress> forwarded(Request request, OriginSettings settings) {
    List<String> chain = request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, false);
    for (String text : chain.reversed()) {
      Optional<InetAddress> address = parse(text);
      if (address.isEmpty() || !settings.trusts(address.get())) {
        return address;
      }
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> parse(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text.strip()));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static String name(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}

package dev.retort.server;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The addresses on which a server listens. Addresses other than loopback need tokens or explicit
/// permission, because anyone who can reach them can run the programs.
///
/// @param addresses of this machine: both loopback addresses for `localhost`, all local addresses
///   of any other name, and one for an IP address
/// @param host as configured, without the brackets of an IPv6 address
/// @param port 0 for any free port
public record ListenAddress(List<InetAddress> addresses, String host, int port) {

  public ListenAddress {
    addresses = List.copyOf(addresses);
  }

  /// Resolves a host: a name, or an IP address. An IPv6 address may stand in brackets. `0.0.0.0`
  /// and `::` are all addresses of both IP versions.
  ///
  /// @param otherMachines whether other machines may reach the server: they need tokens, or the
  ///   operator allows anyone to run the programs
  /// @throws RetortException if the host is unknown, or is not loopback and not allowed
  public static ListenAddress of(String host, int port, boolean otherMachines) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String name = bracketed ? host.substring(1, host.length() - 1) : host;
    ListenAddress address = new ListenAddress(resolve(name), name, port);
    if (!address.isLoopback() && !otherMachines) {
      throw new RetortException(
          "listening on "
              + host
              + " lets anyone who can reach it run the programs; create a token with `retort token"
              + " create`, listen on 127.0.0.1, or allow it with --listen-without-tokens, in Java"
              + " listenWithoutTokens(true)");
    }
    return address;
  }

  private static List<InetAddress> resolve(String host) {
    try {
      List<InetAddress> all =
          host.equalsIgnoreCase("localhost")
              ? List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"))
              : Stream.of(InetAddress.getAllByName(host)).distinct().toList();
      return all.size() == 1 ? all : ofThisMachine(all);
    } catch (UnknownHostException | SocketException unknown) {
      throw new RetortException(
          "host must be a name or address of this machine, got \"" + host + '"', unknown);
    }
  }

  /// The first address if this machine has none of them: the attempt to listen says why.
  private static List<InetAddress> ofThisMachine(List<InetAddress> all) throws SocketException {
    List<InetAddress> here = new ArrayList<>();
    for (InetAddress address : all) {
      if (NetworkInterface.getByInetAddress(address) != null) {
        here.add(address);
      }
    }
    return here.isEmpty() ? List.of(all.getFirst()) : here;
  }

  /// Whether only this machine can reach the addresses.
  public boolean isLoopback() {
    return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
  }

  /// The host as URIs spell it.
  String uriHost() {
    return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
  }

  /// Checks that no other process listens on these addresses. Does not listen itself: a client that
  /// retries until the server starts would connect and then be cut off.
  ///
  /// @throws RetortException if an address is in use; the message says what to do
  public void requireFree() {
    for (InetAddress address : addresses) {
      try (Socket probe = new Socket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(address, port));
      } catch (IOException inUse) {
        throw new RetortException(
            "cannot listen on "
                + uriHost()
                + ':'
                + port
                + " ("
                + inUse.getMessage()
                + "); stop the process that uses it, or choose another port",
            inUse);
      }
    }
  }
}

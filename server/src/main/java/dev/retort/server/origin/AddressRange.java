package dev.retort.server.origin;

import java.math.BigInteger;
import java.net.InetAddress;

/// An IP address, or a network in CIDR notation such as `10.0.0.0/8`. Immutable.
///
/// @param network any address of the network
/// @param bits how many leading bits all addresses of the network share
public record AddressRange(InetAddress network, int bits) {

  /// Reads an address or a network.
  ///
  /// @throws IllegalArgumentException if the text is neither; the message says what is
  public static AddressRange of(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int all = network.getAddress().length * 8;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= all) {
        return new AddressRange(network, bits);
      }
    } catch (IllegalArgumentException notAnAddress) {
      // reported below
    }
    throw new IllegalArgumentException(
        "must be an IP address or a network such as 10.0.0.0/8, got \"" + text + '"');
  }

  /// Whether the network contains an address; never for an address of the other IP version.
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    int free = mine.length * 8 - bits;
    return mine.length == other.length
        && new BigInteger(1, mine)
            .shiftRight(free)
            .equals(new BigInteger(1, other).shiftRight(free));
  }
}

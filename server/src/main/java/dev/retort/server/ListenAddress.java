package dev.retort.server;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/// Where a server listens. Others than loopback addresses must be allowed in words, since everyone
/// who reaches them may run the programs.
///
/// @param address of this machine
/// @param host as it was given
/// @param port 0 for any that is free
public record ListenAddress(InetAddress address, String host, int port) {

  /// Resolves a host.
  ///
  /// @param withoutTokens whether it was said that everyone may run the programs
  /// @throws RetortException when the host is unknown, or others can reach it and nobody said so
  public static ListenAddress of(String host, int port, boolean withoutTokens) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new RetortException(
          "host must be a name or address of this machine, got \"" + host + '"', unknown);
    }
    if (!address.isLoopbackAddress() && !withoutTokens) {
      throw new RetortException(
          "listening on "
              + host
              + " lets everyone who reaches it run the programs; listen on 127.0.0.1, or say that"
              + " it is meant: --listen-without-tokens, in Java listenWithoutTokens(true)");
    }
    return new ListenAddress(address, host, port);
  }

  /// Makes sure that nobody else listens there now. Does not listen itself: a client that tries
  /// until the server is there would be let in and cut off.
  ///
  /// @throws RetortException when that is not so; the message says what to do
  public void requireFree() {
    try (Socket probe = new Socket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, port));
    } catch (IOException taken) {
      throw new RetortException(
          "cannot listen on "
              + host
              + ':'
              + port
              + " ("
              + taken.getMessage()
              + "); stop what uses it, or choose another port",
          taken);
    }
  }
}

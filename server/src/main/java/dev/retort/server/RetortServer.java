package dev.retort.server;

import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/// A server that offers an engine over HTTP. Thread-safe.
///
///     try (var server = RetortServer.builder(engine).port(0).start()) {
///       System.out.println(server.uri());
///     }
public final class RetortServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;
  private final RetortServerBuilder setup;
  private final GracefulHandler graceful;

  RetortServer(RetortServerBuilder setup) {
    this.setup = setup;
    InetAddress address = address(setup.host());
    refuseOpenDoor(address, setup);
    server = Wiring.server(setup);
    connector = new ServerConnector(server, Wiring.http(setup.limits()));
    connector.setHost(setup.host());
    connector.setPort(setup.port());
    graceful = Wiring.connect(server, connector, setup, address);
  }

  /// Begins to set up a server for that engine, which stays the caller's to close.
  public static RetortServerBuilder builder(Engine engine) {
    return new RetortServerBuilder(engine);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new RetortException(
          "host must be a name or address of this machine, got \"" + host + '"', unknown);
    }
  }

  private static void refuseOpenDoor(InetAddress address, RetortServerBuilder setup) {
    if (!address.isLoopbackAddress() && !setup.listensWithoutTokens()) {
      throw new RetortException(
          "listening on "
              + setup.host()
              + " lets everyone who reaches it run the programs; listen on 127.0.0.1, or say"
              + " listenWithoutTokens(true) when that is meant");
    }
  }

  RetortServer begin() {
    try {
      server.start();
      return this;
    } catch (Exception failed) {
      close();
      throw new RetortException(
          "cannot listen on "
              + setup.host()
              + ':'
              + setup.port()
              + ": "
              + failed.getMessage()
              + "; choose another port, or stop what uses it",
          failed);
    }
  }

  /// Where it listens, with the port that it really has.
  public URI uri() {
    String host = setup.host();
    String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    return URI.create("http://" + name + ':' + connector.getLocalPort() + '/');
  }

  /// How many requests are being answered.
  public long underWay() {
    return graceful.getCurrentRequestCount();
  }

  /// Refuses new requests with 503 and waits for those that are under way, as long as the builder
  /// said. Does not touch the engine.
  public void stop() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new RetortException("the server did not stop cleanly: " + failed.getMessage(), failed);
    }
  }

  /// The same as [#stop].
  @Override
  public void close() {
    stop();
  }
}

package dev.retort.cli;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import dev.retort.engine.warden.Protection;
import dev.retort.server.RetortServer;
import dev.retort.store.SqliteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;

/// The composition root of a server: store, engine, HTTP, from start to stop.
final class Serving {
  private Serving() {}

  /// Serves until the signal comes, and gives the exit code.
  ///
  /// @throws RetortException when it cannot start; the message says what to do
  static int until(StopSignal stop, Terminal terminal, ServeSettings settings)
      throws InterruptedException {
    refuseAddress(settings);
    settings.hints().forEach(hint -> terminal.err().println("hint: " + hint));
    AtomicBoolean storeLost = new AtomicBoolean();
    try (Engine engine = engine(settings, stop, storeLost)) {
      try (RetortServer server =
          RetortServer.builder(engine)
              .host(settings.host())
              .port(settings.port())
              .listenWithoutTokens(settings.listenWithoutTokens())
              .start()) {
        announce(terminal, engine, server);
        stop.await();
      }
    }
    return storeLost.get() ? ExitCode.REFUSED : ExitCode.OK;
  }

  private static Engine engine(ServeSettings settings, StopSignal stop, AtomicBoolean storeLost) {
    return Engine.builder(settings.dataDirectory())
        .store(SqliteStore::open)
        .programs(settings.programs())
        .onFatal((OutcomeUnknownException _) -> {
          storeLost.set(true);
          stop.ask();
        })
        .open();
  }

  /// What everyone can reach must be said in words.
  ///
  /// @throws RetortException when it was not
  static InetAddress refuseOpenDoor(ServeSettings settings) {
    try {
      InetAddress address = InetAddress.getByName(settings.host());
      if (!address.isLoopbackAddress() && !settings.listenWithoutTokens()) {
        throw new RetortException(
            "listening on "
                + settings.host()
                + " lets everyone who reaches it run the programs; listen on 127.0.0.1, or say"
                + " --listen-without-tokens if that is meant");
      }
      return address;
    } catch (UnknownHostException unknown) {
      throw new RetortException(
          "host must be a name or address of this machine, got " + settings.host(), unknown);
    }
  }

  /// Before anything is started: an engine begins to run programs at once.
  private static void refuseAddress(ServeSettings settings) {
    String where = settings.host() + ":" + settings.port();
    InetAddress address = refuseOpenDoor(settings);
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, settings.port()));
    } catch (IOException taken) {
      throw new RetortException(
          "cannot listen on "
              + where
              + " ("
              + taken.getMessage()
              + "); stop what uses it, or choose another --port",
          taken);
    }
  }

  private static void announce(Terminal terminal, Engine engine, RetortServer server) {
    Protection protection = Protection.probe();
    terminal.println("Retort listens on " + server.uri());
    terminal.println("data        " + engine.dataDirectory().root());
    terminal.println("store       " + engine.storeDescription());
    ProtectionText.lines(protection).forEach(terminal::println);
    terminal.println(
        "Stop with Ctrl-C; commands that run go on and are adopted at the next start.");
    terminal.flush();
  }
}

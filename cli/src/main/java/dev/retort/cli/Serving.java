package dev.retort.cli;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import dev.retort.engine.OnStop;
import dev.retort.engine.warden.Protection;
import dev.retort.server.RetortServer;
import dev.retort.server.RetortServerBuilder;
import dev.retort.store.SqliteStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// The composition root of a server: store, engine, HTTP, from start to stop.
final class Serving {
  private Serving() {}

  /// Serves until the signal comes, and gives the exit code.
  ///
  /// @throws RetortException when it cannot start; the message says what to do
  static int until(StopSignal stop, Terminal terminal, ServeSettings settings)
      throws InterruptedException {
    settings.listen().requireFree(); // an engine begins to run programs at once
    settings.hints().forEach(hint -> terminal.err().println("hint: " + hint));
    AtomicBoolean storeLost = new AtomicBoolean();
    try (Engine engine = engine(settings, stop, storeLost)) {
      stop.beforeEnd(() -> {
        engine.abandon();
        Logging.stop();
      });
      try (RetortServer server = server(engine, settings)) {
        announce(terminal, engine, server, settings);
        stop.await();
        stop(engine, server, storeLost.get());
      }
    }
    return storeLost.get() ? ExitCode.REFUSED : ExitCode.OK;
  }

  /// Readiness goes first, so that a balancer sends nothing more here; then the claims stop. What
  /// there is can be looked at until the end.
  private static void stop(Engine engine, RetortServer server, boolean storeLost) {
    server.drain();
    if (storeLost) {
      return;
    }
    Farewell farewell = Farewell.of(engine);
    engine.stop();
    server.stop();
    farewell.say();
  }

  private static Engine engine(ServeSettings settings, StopSignal stop, AtomicBoolean storeLost) {
    return Engine.builder(settings.dataDirectory())
        .store(SqliteStore::open)
        .programs(settings.programs())
        .totals(settings.totals())
        .onStop(settings.onStop())
        .onFatal((OutcomeUnknownException _) -> {
          storeLost.set(true);
          stop.ask();
        })
        .open();
  }

  private static RetortServer server(Engine engine, ServeSettings settings) {
    RetortServerBuilder builder =
        RetortServer.builder(engine)
            .host(settings.listen().host())
            .port(settings.listen().port())
            .listenWithoutTokens(settings.listenWithoutTokens());
    settings.proxyNames().forEach(builder::name);
    return builder.start();
  }

  private static void announce(
      Terminal terminal, Engine engine, RetortServer server, ServeSettings settings) {
    terminal.println("Retort listens on " + server.uri());
    terminal.println("data        " + engine.dataDirectory().root());
    terminal.println("store       " + engine.storeDescription());
    ProtectionText.lines(Protection.probe(), settings).forEach(terminal::println);
    terminal.println(Habitat.of(terminal.environment(), Path.of("/")).line());
    terminal.println(
        settings.onStop() == OnStop.ADOPT
            ? "Stop with Ctrl-C; commands that run go on and are adopted at the next start."
            : "Stop with Ctrl-C; the end waits for the commands that run.");
    terminal.flush();
  }
}

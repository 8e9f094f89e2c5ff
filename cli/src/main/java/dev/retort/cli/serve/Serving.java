package dev.retort.cli.serve;

import dev.retort.cli.logging.Logging;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder.OnStop;
import dev.retort.server.RetortServer;
import dev.retort.server.RetortServerBuilder;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.warden.isolation.Protection;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// The composition root of a server: store, engine, HTTP, from start to stop.
final class Serving {
  private Serving() {}

  /// Serves until the stop signal, and returns the exit code.
  ///
  /// @throws RetortException if it cannot start; the message says what to do
  static int until(StopSignal stop, Terminal terminal, ServeSettings settings)
      throws InterruptedException {
    settings.listen().requireFree(); // an engine runs programs immediately
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

  /// First readiness ends, so that a load balancer sends no further requests, then the claims.
  /// Reads are possible until the end.
  private static void stop(Engine engine, RetortServer server, boolean storeLost) {
    server.drain();
    if (storeLost) {
      return;
    }
    ShutdownSummary summary = ShutdownSummary.of(engine);
    engine.stop();
    server.stop();
    summary.say();
  }

  private static Engine engine(ServeSettings settings, StopSignal stop, AtomicBoolean storeLost) {
    return Engine.builder(settings.dataDirectory())
        .store(SqliteStore::open)
        .programs(settings.programs())
        .totals(settings.totals())
        .retentionSize(settings.retentionSize())
        .backlogLimits(settings.http().quotas().backlog())
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
    settings.http().applyTo(builder);
    return builder.start();
  }

  private static void announce(
      Terminal terminal, Engine engine, RetortServer server, ServeSettings settings) {
    terminal.println("Retort listens on " + server.uri());
    if (!settings.http().basePath().isEmpty()) {
      terminal.println("base path   " + settings.http().basePath());
    }
    settings.http().baseUrl().ifPresent(url -> terminal.println("base URL    " + url));
    terminal.println("access      " + AccessText.of(settings, terminal.clock().instant()));
    terminal.println("data        " + engine.dataDirectory().root());
    terminal.println("store       " + engine.storeDescription());
    ProtectionText.lines(Protection.probe(), settings).forEach(terminal::println);
    terminal.println(RuntimeEnvironment.of(terminal.environment(), Path.of("/")).line());
    terminal.println(
        settings.onStop() == OnStop.ADOPT
            ? "Stop with Ctrl-C; running commands continue, and the next start adopts them."
            : "Stop with Ctrl-C; the stop waits for running commands.");
    terminal.flush();
  }
}

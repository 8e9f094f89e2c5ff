package dev.retort.server;

import dev.retort.engine.Engine;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/// All routes of a server, put together.
final class Application {
  private Application() {}

  static Routes routes(
      Engine engine, HttpLimits limits, InstantSource clock, BooleanSupplier stopping) {
    Routes routes = new Routes();
    Taker taker = new Taker(engine, limits);
    Waiting waiting = new Waiting(engine, stopping);
    new CompatibleRoutes(engine, taker).addTo(routes);
    new ExperimentRoutes(engine, taker, waiting, limits.longestWait()).addTo(routes);
    new ChangeRoutes(engine, limits).addTo(routes);
    new OutputRoutes(engine).addTo(routes);
    new ServerRoutes(engine, clock, stopping).addTo(routes);
    new PageRoutes(engine).addTo(routes);
    return routes;
  }
}

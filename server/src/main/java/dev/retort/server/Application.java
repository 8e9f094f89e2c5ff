package dev.retort.server;

import dev.retort.engine.Engine;
import java.time.InstantSource;

/// All routes of a server, put together.
final class Application {
  private Application() {}

  static Routes routes(Engine engine, Limits limits, InstantSource clock) {
    Routes routes = new Routes();
    Taker taker = new Taker(engine, limits);
    new CompatibleRoutes(engine, taker).addTo(routes);
    return routes;
  }
}

package dev.retort.server.routes;

import dev.retort.engine.Engine;
import dev.retort.server.access.ShareLinks;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Routes;
import dev.retort.server.sets.SetRoutes;
import dev.retort.server.submit.RequestReader;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/// All routes of a server.
public final class ApiRoutes {
  private ApiRoutes() {}

  /// The routes of a server that shares nothing yet.
  public static Routes of(
      Engine engine,
      HttpLimits limits,
      InstantSource clock,
      BooleanSupplier stopping,
      boolean withFloor) {
    ShareLinks shares = new ShareLinks(engine.dataDirectory().root());
    return of(engine, shares, limits, clock, stopping, withFloor);
  }

  /// @param stopping true from the moment at which clients should send no more requests
  /// @param withFloor whether to add the route that benchmarks compare with
  public static Routes of(
      Engine engine,
      ShareLinks shares,
      HttpLimits limits,
      InstantSource clock,
      BooleanSupplier stopping,
      boolean withFloor) {
    Routes routes = new Routes();
    RequestReader reader = new RequestReader(engine, limits);
    new CompatibleRoutes(engine, reader).addTo(routes);
    new ExperimentRoutes(engine, reader, stopping, limits.longestWait()).addTo(routes);
    new ChangeRoutes(engine, reader, limits).addTo(routes);
    new SetRoutes(engine, limits).addTo(routes);
    new ResultRoute(engine).addTo(routes);
    new InputRoutes(engine).addTo(routes);
    new OutputRoutes(engine, limits).addTo(routes);
    new ArchiveRoute(engine).addTo(routes);
    new ShareRoutes(engine, shares, clock).addTo(routes);
    new ServerRoutes(engine, clock, stopping).addTo(routes);
    new UsageRoute(engine).addTo(routes);
    new HomePage(engine).addTo(routes);
    if (withFloor) {
      new BenchmarkRoute(engine, reader).addTo(routes);
    }
    new DocumentationRoutes(engine).addTo(routes);
    return routes;
  }
}

package dev.retort.server.routes;

import dev.retort.engine.Engine;
import dev.retort.server.access.ShareLinks;
import dev.retort.server.events.LiveStreams;
import dev.retort.server.events.StreamSettings;
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
    LiveStreams streams = streams(engine, clock, StreamSettings.DEFAULTS);
    return of(engine, shares, limits, clock, stopping, withFloor, streams);
  }

  /// The open streams of a server; the caller stops them with it.
  public static LiveStreams streams(Engine engine, InstantSource clock, StreamSettings settings) {
    return new LiveStreams(engine, clock, settings, new ExperimentLinks(engine)::write);
  }

  /// @param stopping true from the moment at which clients should send no more requests
  /// @param withFloor whether to add the route that benchmarks compare with
  public static Routes of(
      Engine engine,
      ShareLinks shares,
      HttpLimits limits,
      InstantSource clock,
      BooleanSupplier stopping,
      boolean withFloor,
      LiveStreams streams) {
    Routes routes = new Routes();
    RequestReader reader = new RequestReader(engine, limits);
    new CompatibleRoutes(engine, reader).addTo(routes);
    new ExperimentRoutes(engine, reader, stopping, limits.longestWait()).addTo(routes);
    new ChangeRoutes(engine, reader, limits).addTo(routes);
    new SetRoutes(engine, limits).addTo(routes);
    new ResultRoute(engine).addTo(routes);
    new InputRoutes(engine).addTo(routes);
    new OutputRoutes(engine, limits, streams).addTo(routes);
    new EventRoutes(engine, streams).addTo(routes);
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

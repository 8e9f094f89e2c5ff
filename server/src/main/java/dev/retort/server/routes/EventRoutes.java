package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.server.access.Scope;
import dev.retort.server.events.LiveStreams;
import dev.retort.server.events.StreamScope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import org.jspecify.annotations.Nullable;

/// Events of experiments as they happen (server-sent events). Thread-safe.
final class EventRoutes {
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final int LONGEST_REVISION = 18;

  private final LiveStreams streams;
  private final ExperimentLookup lookup;

  EventRoutes(Engine engine, LiveStreams streams) {
    this.streams = streams;
    this.lookup = new ExperimentLookup(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.get("/v1/experiments/{id}/events", "experimentEvents", "Follow an experiment")
            .tag("experiments")
            .scope(Scope.READ)
            .describe(
                "Server-sent events. Each has the experiment as its data, as this API shows it, and"
                    + " its revision as the id. The first has the present state; the stream ends"
                    + " once the experiment has ended. The event deleted has the id only.")
            .produces(LiveStreams.EVENT_STREAM)
            .header(LAST_EVENT_ID, "The revision that the client knows; sends only what is newer")
            .answers(200, "Events until the experiment has ended", "")
            .answersNothing(204, "The experiment has ended, and the client knows its last revision")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.UNAVAILABLE)
            .does(this::ofExperiment));
    Route filtered =
        Route.get("/v1/events", "events", "Follow experiments")
            .tag("experiments")
            .scope(Scope.READ)
            .describe(
                "Server-sent events: an experiment, as this API shows it, after each of its changes."
                    + " A filter is tested on the experiment after the change. After the event"
                    + " ready, no change is missed; after reset, list the experiments again; deleted"
                    + " has the id only.")
            .produces(LiveStreams.EVENT_STREAM)
            .header(LAST_EVENT_ID, "The id of the last event that the client knows");
    FilterParameters.addTo(filtered);
    routes.add(
        filtered
            .answers(200, "Events, without an end", "")
            .fails(ProblemKind.INVALID_QUERY_PARAMETER, ProblemKind.UNAVAILABLE)
            .does(this::ofFilter));
  }

  private Answer ofExperiment(RouteRequest request) {
    Experiment experiment = lookup.find(request);
    long seen = revision(request.header(LAST_EVENT_ID));
    if (experiment.status().ended() && experiment.state().revision() <= seen) {
      return Answer.empty(204).with("Cache-Control", "no-store");
    }
    return streams.experiment(experiment.id(), seen);
  }

  /// 0 for a client that knows none.
  private static long revision(@Nullable String id) {
    boolean number =
        id != null
            && !id.isEmpty()
            && id.length() <= LONGEST_REVISION
            && id.chars().allMatch(c -> '0' <= c && c <= '9');
    return number && id != null ? Long.parseLong(id) : 0;
  }

  private Answer ofFilter(RouteRequest request) {
    StreamScope scope = StreamScope.of(FilterParameters.read(request), request.caller());
    return streams.filtered(scope, request.header(LAST_EVENT_ID));
  }
}

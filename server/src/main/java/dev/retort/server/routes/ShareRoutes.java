package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.engine.Engine;
import dev.retort.engine.program.DurationText;
import dev.retort.server.access.Scope;
import dev.retort.server.access.ShareLink;
import dev.retort.server.access.ShareLinks;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import dev.retort.server.origin.Links;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Links with which anyone can read one experiment: makes, lists and revokes them. Thread-safe.
final class ShareRoutes {
  private static final String ONE = "/v1/experiments/{id}";
  private static final String EXPIRES = "expires";
  private static final String STANDARD = "7d";
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Engine engine;
  private final ShareLinks shares;
  private final InstantSource clock;
  private final ExperimentLookup lookup;

  ShareRoutes(Engine engine, ShareLinks shares, InstantSource clock) {
    this.engine = engine;
    this.shares = shares;
    this.clock = clock;
    this.lookup = new ExperimentLookup(engine);
  }

  void addTo(Routes routes) {
    routes.add(
        Route.post(ONE + "/share", "shareExperiment", "Make a link to read an experiment")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe(
                "Anyone who has the link can read the experiment, its logs, results and files"
                    + " without a token, until it expires or is revoked. The url is shown once.")
            .takes(
                new QueryParameter.Text(
                    EXPIRES, "How long the link is valid, such as 12h; " + STANDARD, false))
            .answers(201, "The link", "ShareLink")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED, ProblemKind.INVALID_QUERY_PARAMETER)
            .does(this::share));
    routes.add(
        Route.get(ONE + "/shares", "listShares", "List the links to an experiment")
            .scope(Scope.SUBMIT)
            .tag("experiments")
            .answers(200, "The valid links", "ShareLinkList")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::list));
    routes.add(
        Route.delete(ONE + "/shares/{link}", "revokeShare", "Revoke a link to an experiment")
            .scope(Scope.SUBMIT)
            .audited()
            .tag("experiments")
            .describe("The link fails at once, and its open answers are cut off within a second.")
            .answersNothing(204, "The link is revoked")
            .fails(ProblemKind.NOT_FOUND, ProblemKind.PURGED)
            .does(this::revoke));
  }

  private Experiment own(RouteRequest request) {
    ExperimentId id = lookup.changeable(request);
    return engine.find(id).orElseThrow(() -> lookup.missing(request, id));
  }

  private Answer share(RouteRequest request) {
    Experiment experiment = own(request);
    Duration validity = validity(request.parameter(EXPIRES).orElse(STANDARD));
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    ShareLinks.Issued issued =
        engine
            .work()
            .call(
                "write the share link",
                () -> shares.create(experiment, request.caller().name(), now, now.plus(validity)));
    String url = Links.url("/v1/shared/" + issued.text());
    return Answer.json(201, json -> write(json, issued.link(), url))
        .with("Cache-Control", "no-store");
  }

  private static Duration validity(String text) {
    return DurationText.parse(text)
        .filter(value -> value.toSeconds() >= 1 && value.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            QueryParameter.wrong(
                EXPIRES, "must be a duration from 1s to " + LONGEST.toDays() + "d", text));
  }

  private Answer list(RouteRequest request) {
    List<ShareLink> links = shares.of(own(request).id(), clock.instant());
    return Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeName("shares");
              json.writeStartArray();
              links.forEach(link -> write(json, link, null));
              json.writeEndArray();
              json.writeEndObject();
            })
        .with("Cache-Control", "no-store");
  }

  private Answer revoke(RouteRequest request) {
    ExperimentId id = own(request).id();
    String link = request.variable(1);
    boolean revoked = engine.work().call("revoke the share link", () -> shares.revoke(id, link));
    return revoked
        ? Answer.empty(204)
        : Problem.of(
                ProblemKind.NOT_FOUND,
                "the experiment has no share link " + QuotedText.quoted(link))
            .answer();
  }

  private static void write(JsonGenerator json, ShareLink link, @Nullable String url) {
    json.writeStartObject();
    json.writeStringProperty("id", link.id());
    if (url != null) {
      json.writeStringProperty("url", url);
    }
    json.writeStringProperty("created_by", link.createdBy());
    json.writeStringProperty("created_at", link.createdAt().toString());
    json.writeStringProperty("expires_at", link.expiresAt().toString());
    json.writeEndObject();
  }
}

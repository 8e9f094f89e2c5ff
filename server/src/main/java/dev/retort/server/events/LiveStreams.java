package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Headers;
import dev.retort.server.http.OpenAnswer;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.origin.Links;
import dev.retort.warden.client.AttemptDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Answers that stay open. When Jetty stops it ends them all, so that no stop waits for them.
/// Thread-safe.
public final class LiveStreams extends AbstractLifeCycle implements Graceful {
  public static final String EVENT_STREAM = "text/event-stream";
  public static final String ATTEMPT = "Retort-Attempt";

  private static final String RETRY_AFTER = "10";
  private static final Duration LAST_PIECES = Duration.ofSeconds(1);

  /// A proxy must pass on each event at once; nginx does for the last of these.
  private static final HttpFields EVENT_HEADERS =
      HttpFields.build()
          .put(Headers.contentType(EVENT_STREAM))
          .put("Cache-Control", "no-store")
          .put("X-Accel-Buffering", "no")
          .asImmutable();

  private final StreamHub hub;
  private final Positions positions;
  private volatile boolean stopping;

  /// @param writer writes an experiment as the API shows it
  public LiveStreams(
      Engine engine,
      InstantSource clock,
      StreamSettings settings,
      BiConsumer<JsonGenerator, Experiment> writer) {
    this.hub = new StreamHub(engine, settings, clock, new SnapshotWriter(writer));
    String run = "%08x".formatted(RandomGenerator.getDefault().nextInt());
    this.positions = new Positions(run, clock);
  }

  /// The number of open streams.
  public int open() {
    return hub.open();
  }

  /// The events of one experiment.
  ///
  /// @param seen the revision that the client knows; 0 for none
  public Answer experiment(ExperimentId id, long seen) {
    requireRoom();
    Links.Place place = Links.place();
    return new Answer.Live(
        200, EVENT_HEADERS, answer -> hub.open(new ExperimentEvents(hub, answer, id, seen, place)));
  }

  /// The events of all experiments in a scope.
  ///
  /// @param lastEventId up to where the client knows everything; null for a new client
  public Answer filtered(StreamScope scope, @Nullable String lastEventId) {
    requireRoom();
    Links.Place place = Links.place();
    return new Answer.Live(200, EVENT_HEADERS, answer -> open(answer, scope, lastEventId, place));
  }

  /// Runs on the thread of the request, which may wait for the store and for the client.
  private void open(
      OpenAnswer answer, StreamScope scope, @Nullable String lastEventId, Links.Place place) {
    hub.listen();
    long position = hub.journal().open(); // before the store is read, so that nothing is missed
    String id = positions.at(position);
    EventText first = new EventText().beginning();
    if (lastEventId == null || lastEventId.isEmpty()) {
      first.ready(id);
    } else {
      Optional<EventPosition> last = EventPosition.parse(lastEventId);
      if (last.isPresent() && resumes(last.get())) {
        position = last.get().number();
      } else if (last.isPresent() && caughtUp(answer, scope, last.get())) {
        first.ready(id);
      } else {
        first.reset(id);
      }
    }
    hub.open(new FilteredEvents(hub, answer, scope, place, positions, first, position));
  }

  private boolean resumes(EventPosition last) {
    return last.run().equals(positions.run()) && hub.journal().holds(last.number());
  }

  /// Sends what may have changed since, without an id: a client that loses the connection meanwhile
  /// begins again. Returns false if that is too much.
  private boolean caughtUp(OpenAnswer answer, StreamScope scope, EventPosition last) {
    try {
      return new CatchUp(hub.engine(), scope)
          .since(
              last.at(),
              snapshot ->
                  answer.writeAndWait(
                      new EventText().snapshot(hub.snapshots().fresh(snapshot)).buffer()));
    } catch (IOException clientIsGone) {
      return false; // the next write finds out
    }
  }

  /// The log of an experiment's latest attempt, or of the next one while it is pending.
  ///
  /// @param stream `stdout` or `stderr`
  /// @param headers of the answer; the attempt is added
  public Answer log(Experiment experiment, String stream, long from, HttpFields headers) {
    requireRoom();
    boolean pending = experiment.status() == Status.PENDING;
    int attempt = experiment.state().attempt() + (pending ? 1 : 0);
    AttemptDirectory directory =
        new AttemptDirectory(hub.engine().dataDirectory().attempt(experiment.id(), attempt));
    Path log = stream.equals("stdout") ? directory.stdout() : directory.stderr();
    return new Answer.Live(
            200,
            headers,
            answer -> hub.open(new FollowedLog(hub, answer, experiment.id(), attempt, log, from)))
        .with(ATTEMPT, Integer.toString(attempt));
  }

  private void requireRoom() {
    if (hub.open() >= hub.settings().most()) {
      throw Problem.of(
              ProblemKind.UNAVAILABLE,
              "too many streams are open (" + hub.settings().most() + "); try again later")
          .withHeader("Retry-After", RETRY_AFTER)
          .exception();
    }
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    stopping = true;
    hub.close(LAST_PIECES);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return stopping;
  }

  @Override
  protected void doStop() {
    hub.close(LAST_PIECES); // without a stop timeout there was no shutdown
  }
}

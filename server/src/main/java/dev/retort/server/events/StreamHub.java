package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.engine.listen.EngineEvent;
import dev.retort.engine.listen.EngineListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All open streams, and the changes that they show. It listens to the engine only while there are
/// streams and a short time after. Its own state belongs to the thread of the [StreamLoop]; the
/// methods that other threads may call say so.
final class StreamHub {
  /// How long changes are recorded after the last stream, so that a reader who reconnects resumes
  /// from the [ChangeJournal].
  private static final Duration LINGER = Duration.ofMinutes(1);

  /// Maximum number of running experiments whose progress one tick looks at: each costs the read of
  /// two small files. The next tick goes on with the others.
  private static final int MOST_LOOKS = 500;

  private static final int BEATS_PER_HEARTBEAT = 3;
  private static final ExperimentFilter RUNNING =
      ExperimentFilter.ALL.withStatuses(Set.of(Status.RUNNING));

  private final Engine engine;
  private final StreamSettings settings;
  private final ChangeJournal journal;
  private final SnapshotWriter snapshots;
  private final StreamLoop loop;
  private final Map<ExperimentId, WatchedExperiment> watched = new ConcurrentHashMap<>();
  private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
  private final Set<FilteredEvents> filtered = ConcurrentHashMap.newKeySet();
  private final Map<ExperimentId, RunningDetails> shown = new HashMap<>();
  private EngineListener.@Nullable Registration listening; // guarded by this
  private volatile long neededAt;
  private Iterator<WatchedExperiment> round = Collections.emptyIterator();
  private long beatAt;
  private boolean closing;
  private final CountDownLatch ended = new CountDownLatch(1);

  StreamHub(Engine engine, StreamSettings settings, InstantSource clock, SnapshotWriter snapshots) {
    this.engine = engine;
    this.settings = settings;
    this.journal = new ChangeJournal(settings.changes(), clock);
    this.snapshots = snapshots;
    this.loop = new StreamLoop(settings.look(), this::tick, this::isListening, snapshots::forget);
  }

  Engine engine() {
    return engine;
  }

  StreamSettings settings() {
    return settings;
  }

  ChangeJournal journal() {
    return journal;
  }

  SnapshotWriter snapshots() {
    return snapshots;
  }

  /// The number of open streams. Thread-safe.
  int open() {
    return streams.size();
  }

  /// Queues a step of a stream. Thread-safe.
  void execute(Runnable step) {
    boolean unused = loop.execute(step);
  }

  /// Listens to the engine from now on, at least for a minute. Thread-safe.
  synchronized void listen() {
    neededAt = System.nanoTime();
    if (listening == null) {
      listening = engine.listen(this::on);
    }
  }

  private synchronized boolean isListening() {
    return listening != null;
  }

  /// Opens a stream. Thread-safe.
  void open(LiveStream stream) {
    listen();
    if (stream instanceof FilteredEvents) {
      long unused = journal.open(); // it may have closed while the client caught up
    }
    boolean opens =
        loop.execute(() -> {
          streams.add(stream);
          if (stream instanceof FilteredEvents events) {
            filtered.add(events);
          }
          if (closing) {
            stream.cut();
          } else {
            stream.start();
          }
        });
    if (!opens) {
      stream.cut();
    }
  }

  void closed(LiveStream stream) {
    streams.remove(stream);
    if (stream instanceof FilteredEvents events) {
      filtered.remove(events);
    }
    noteEnd();
  }

  /// Watches an experiment for a stream.
  WatchedExperiment watch(ExperimentId id, LiveStream stream) {
    WatchedExperiment known = watched.get(id);
    if (known == null) {
      known = new WatchedExperiment(id);
      watched.put(id, known); // before the read, so that no change is missed
      try {
        refresh(known);
      } catch (RuntimeException failed) {
        watched.remove(id);
        throw failed;
      }
      known.published();
      boolean unused = lookAt(known); // the first event shows it
    }
    known.add(stream);
    return known;
  }

  private void refresh(WatchedExperiment experiment) {
    boolean unused =
        engine.find(experiment.id()).map(experiment::offer).orElseGet(experiment::offerDeletion);
  }

  void unwatch(WatchedExperiment experiment, LiveStream stream) {
    if (experiment.remove(stream)) {
      watched.remove(experiment.id());
    }
  }

  /// One event of the engine, on a thread of its own.
  private void on(EngineEvent event) {
    switch (event) {
      case EngineEvent.OfExperiment of -> changed(of.experiment());
      case EngineEvent.Purged purged -> deleted(purged.id());
      case EngineEvent.Missed _ -> execute(this::missed);
      case EngineEvent.Paused _, EngineEvent.Resumed _ -> {}
    }
  }

  private void changed(Experiment snapshot) {
    WatchedExperiment experiment = watched.get(snapshot.id());
    if (experiment != null && experiment.offer(snapshot)) {
      execute(() -> publish(experiment));
    }
    record(snapshot.id(), snapshot.query().owner(), snapshot);
  }

  private void deleted(ExperimentId id) {
    WatchedExperiment experiment = watched.get(id);
    if (experiment != null && experiment.offerDeletion()) {
      execute(() -> publish(experiment));
    }
    engine.purgedOwner(id).ifPresent(owner -> record(id, owner, null));
  }

  private void record(ExperimentId id, String owner, @Nullable Experiment snapshot) {
    if (journal.add(id, owner, snapshot)) {
      execute(this::publishJournal);
    }
  }

  private void publish(WatchedExperiment experiment) {
    experiment.published();
    experiment.streams().forEach(LiveStream::advance);
  }

  private void publishJournal() {
    journal.publishing();
    filtered.forEach(LiveStream::advance);
  }

  /// The engine made changes faster than they were taken.
  private void missed() {
    journal.forget();
    publishJournal();
    for (WatchedExperiment experiment : watched.values()) {
      refresh(experiment);
      publish(experiment);
    }
  }

  private void tick() {
    if (!streams.isEmpty()) {
      neededAt = System.nanoTime();
    } else if (restsUnlessNeeded()) {
      return;
    }
    lookAtProgress();
    streams.forEach(LiveStream::look);
    Duration between = settings.heartbeat().dividedBy(BEATS_PER_HEARTBEAT);
    if (System.nanoTime() - beatAt > between.toNanos()) {
      beatAt = System.nanoTime();
      streams.forEach(stream -> stream.beat(settings.heartbeat().minus(between)));
    }
  }

  private synchronized boolean restsUnlessNeeded() {
    boolean unneeded = System.nanoTime() - neededAt > LINGER.toNanos();
    if (unneeded) {
      rest();
    }
    return unneeded;
  }

  private synchronized void rest() {
    if (listening != null) {
      listening.close();
      listening = null;
      journal.close();
      shown.clear();
    }
  }

  private void lookAtProgress() {
    if (!round.hasNext()) {
      round = watched.values().iterator();
    }
    for (int looks = 0; looks < MOST_LOOKS && round.hasNext(); ) {
      WatchedExperiment experiment = round.next();
      if (experiment.isRunning()) {
        looks++;
        if (lookAt(experiment)) {
          publish(experiment);
        }
      }
    }
    if (!filtered.isEmpty()) {
      List<Experiment> running = engine.slice(RUNNING, MOST_LOOKS).experiments();
      running.forEach(this::show);
      shown.keySet().retainAll(running.stream().map(Experiment::id).toList());
    }
  }

  private boolean lookAt(WatchedExperiment experiment) {
    Experiment now = experiment.newest();
    boolean running = now != null && now.status() == Status.RUNNING;
    return experiment.isNews(
        running && now != null ? RunningDetails.of(engine, now) : RunningDetails.NONE);
  }

  private void show(Experiment running) {
    if (filtered.stream().noneMatch(stream -> stream.sees(running))) {
      return;
    }
    RunningDetails now = RunningDetails.of(engine, running);
    RunningDetails before = shown.put(running.id(), now);
    if (!now.equals(before == null ? RunningDetails.NONE : before)) {
      record(running.id(), running.query().owner(), running);
    }
  }

  /// Ends all streams and opens no other one. Waits for the pieces that are on their way, and then
  /// cuts off the clients that do not take them. Thread-safe.
  void close(Duration atMost) {
    if (isListening() && loop.execute(this::stop)) {
      try {
        boolean unused = ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      execute(() -> streams.forEach(LiveStream::cut));
    }
    loop.close();
  }

  private void stop() {
    closing = true;
    streams.forEach(LiveStream::stop);
    rest();
    noteEnd();
  }

  private void noteEnd() {
    if (closing && streams.isEmpty()) {
      ended.countDown();
    }
  }
}

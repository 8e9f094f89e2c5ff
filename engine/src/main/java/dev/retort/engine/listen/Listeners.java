package dev.retort.engine.listen;

import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The listeners of the application. Thread-safe.
public final class Listeners implements CommitEvents.Subscriber {
  private static final int LARGEST_QUEUE = 1_000_000;

  /// How long a stop waits for listeners to handle the events that wait for them.
  private static final Duration LAST_EVENTS = Duration.ofSeconds(5);

  private final Threads threads;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  private record Entry(ListenerQueue queue, Threads.Alarm thread) {}

  public Listeners(Threads threads) {
    this.threads = threads;
  }

  /// Registers a listener.
  ///
  /// @param queue maximum number of waiting events, 1 to 1,000,000
  public EngineListener.Registration add(EngineListener listener, int queue) {
    if (queue < 1 || queue > LARGEST_QUEUE) {
      throw new IllegalArgumentException("queue must be 1.." + LARGEST_QUEUE + ", got " + queue);
    }
    ListenerQueue events = new ListenerQueue(listener, queue);
    Entry entry = new Entry(events, threads.detached("retort-listener", events));
    entries.add(entry);
    return () -> remove(entry);
  }

  private void remove(Entry entry) {
    if (entries.remove(entry)) {
      entry.queue().close();
      entry.queue().drop();
      entry.thread().cancel();
    }
  }

  @Override
  public void on(CommitEvent event) {
    if (!entries.isEmpty()) {
      EngineEvent told = told(event);
      entries.forEach(entry -> entry.queue().add(told));
    }
  }

  private static EngineEvent told(CommitEvent event) {
    return switch (event) {
      case CommitEvent.Submitted submitted -> new EngineEvent.Submitted(submitted.experiment());
      case CommitEvent.Claimed claimed -> new EngineEvent.Started(claimed.experiment());
      case CommitEvent.Ended ended -> new EngineEvent.Ended(ended.experiment());
      case CommitEvent.Cancelled cancelled -> new EngineEvent.Ended(cancelled.experiment());
      case CommitEvent.Expired expired -> new EngineEvent.Ended(expired.experiment());
      case CommitEvent.Retried retried -> new EngineEvent.Retried(retried.experiment());
      case CommitEvent.HandedBack handedBack -> new EngineEvent.HandedBack(handedBack.experiment());
      case CommitEvent.CancelRequested request ->
          new EngineEvent.CancelRequested(request.experiment());
      case CommitEvent.Kept kept -> new EngineEvent.Kept(kept.experiment());
      case CommitEvent.Purged purged -> new EngineEvent.Purged(purged.id());
      case CommitEvent.Paused paused -> new EngineEvent.Paused(paused.program());
      case CommitEvent.Resumed resumed -> new EngineEvent.Resumed(resumed.program());
    };
  }

  /// Waits some seconds until all published events are handled, and removes the listeners. Call it
  /// after the last commit.
  public void close() {
    entries.forEach(entry -> entry.queue().close());
    threads.awaitUntil(LAST_EVENTS, () -> entries.stream().allMatch(entry -> entry.queue().done()));
    entries.forEach(this::remove);
  }
}

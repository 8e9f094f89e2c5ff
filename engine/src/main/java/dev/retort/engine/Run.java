package dev.retort.engine;

import dev.retort.core.Claimed;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Progress;
import dev.retort.core.RunContext;
import dev.retort.core.Usage;
import dev.retort.engine.json.ResultDocument;
import dev.retort.engine.warden.StopCause;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One attempt under way on this node: what it runs, whether it shall stop, how far it is.
/// Thread-safe.
final class Run implements RunContext {
  private final Claimed claimed;
  private final Folders folders;
  private final Executor stoppers;
  private final List<Stoppable> work = new ArrayList<>(1);
  private @Nullable StopOrder stop;
  private volatile @Nullable Progress progress;
  private volatile @Nullable String result;
  private volatile boolean hasFiles;
  private volatile boolean started;
  private final AtomicBoolean slotTaken = new AtomicBoolean(true);
  private volatile Threads.@Nullable Alarm deadline;

  /// Something that can be asked to stop; must not block.
  interface Stoppable {
    void stop(StopCause cause);
  }

  /// Why and when it was first decided that this attempt shall stop.
  record StopOrder(StopCause cause, Instant at) {}

  /// @param stoppers runs what the program itself wants to have done when it shall stop
  Run(Claimed claimed, Folders folders, Executor stoppers) {
    this.claimed = claimed;
    this.folders = folders;
    this.stoppers = stoppers;
    this.hasFiles =
        claimed.sequence() == null
            || !claimed.experiment().query().files().isEmpty()
            || attempt() > 1;
  }

  /// Whether anything of this experiment lies on disk, so that it needs a final record there.
  boolean hasFiles() {
    return hasFiles;
  }

  /// This node starts it itself.
  void started() {
    started = true;
  }

  /// Whether this node has started it; else it was found running.
  boolean startedHere() {
    return started;
  }

  /// Marks that it takes no slot any more; false when it took none. For [Slots].
  boolean leaveSlot() {
    return slotTaken.getAndSet(false);
  }

  Claimed claimed() {
    return claimed;
  }

  int attempt() {
    return claimed.experiment().state().attempt();
  }

  /// Ties work to this run; an order to stop that came before reaches it now.
  void attach(Stoppable started) {
    StopOrder order;
    synchronized (this) {
      work.add(started);
      order = stop;
    }
    if (order != null) {
      started.stop(order.cause());
    }
  }

  /// Asks the work to stop; the first cause is the one that counts.
  void stop(StopCause cause, Instant at) {
    List<Stoppable> targets;
    synchronized (this) {
      if (stop != null) {
        return;
      }
      stop = new StopOrder(cause, at);
      targets = List.copyOf(work);
    }
    targets.forEach(target -> target.stop(cause));
  }

  /// The timer that stops this run when its time is up.
  void deadline(Threads.Alarm alarm) {
    deadline = alarm;
  }

  /// It has ended: nobody needs to stop it any more.
  void noDeadline() {
    Threads.Alarm alarm = deadline;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  synchronized @Nullable StopOrder stopOrder() {
    return stop;
  }

  @Nullable StopCause stopCause() {
    StopOrder order = stopOrder();
    return order == null ? null : order.cause();
  }

  @Nullable Progress progress() {
    return progress;
  }

  /// The end of code that ran in this process.
  Ending ended(Outcome outcome, Usage usage) {
    StopOrder order = stopOrder();
    return new Ending(
        outcome,
        usage,
        outcome instanceof Outcome.Finished ? result : null,
        order == null ? null : order.at());
  }

  @Override
  public Experiment experiment() {
    return claimed.experiment();
  }

  @Override
  public String sequence() {
    String inline = claimed.sequence();
    return inline != null ? inline : folders.readSequence(claimed.experiment().id());
  }

  @Override
  public Path directory() {
    hasFiles = true;
    return folders.make(claimed);
  }

  @Override
  public void progress(double fraction, String message) {
    progress = new Progress(fraction, message);
  }

  @Override
  public boolean stopRequested() {
    return stopOrder() != null;
  }

  @Override
  public void onStop(Runnable action) {
    attach(_ -> stoppers.execute(action));
  }

  @Override
  public void result(String json) {
    result = ResultDocument.require(json);
  }
}

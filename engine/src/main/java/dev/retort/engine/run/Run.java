package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.ResourceUsage;
import dev.retort.core.program.Progress;
import dev.retort.core.program.RunContext;
import dev.retort.core.store.Claimed;
import dev.retort.engine.files.Folders;
import dev.retort.engine.files.SequenceText;
import dev.retort.engine.json.ResultDocument;
import dev.retort.warden.client.StopCause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One running attempt on this node: its work, its stop order, its progress. Thread-safe.
public final class Run implements RunContext {
  private final Claimed claimed;
  private final AttemptPlan plan;
  private final Folders folders;
  private final Executor stoppers;
  private final List<Stoppable> work = new ArrayList<>(1);
  private @Nullable StopOrder stop;
  private volatile @Nullable Progress progress;
  private volatile @Nullable String result;
  private volatile boolean hasFiles;
  private volatile boolean started;
  private final AtomicBoolean slotTaken = new AtomicBoolean(true);

  /// Work that can be stopped; must not block.
  public interface Stoppable {
    void stop(StopCause cause);
  }

  /// The first cause to stop this attempt, and its time.
  public record StopOrder(StopCause cause, Instant at) {}

  /// @param stoppers runs the program's own actions at a stop
  public Run(Claimed claimed, AttemptPlan plan, Folders folders, Executor stoppers) {
    this.claimed = claimed;
    this.plan = plan;
    this.folders = folders;
    this.stoppers = stoppers;
    this.hasFiles =
        (claimed.sequence() == null && !experiment().query().sequence().isAbsent())
            || !claimed.experiment().query().files().isEmpty()
            || attempt() > 1;
  }

  /// Whether the experiment has files on disk, and therefore needs a final record there.
  boolean hasFiles() {
    return hasFiles;
  }

  /// Marks the attempt as started by this node.
  void started() {
    started = true;
  }

  /// Whether this node has started the attempt; otherwise it was recovered.
  public boolean startedHere() {
    return started;
  }

  /// Marks that the attempt has released its slot; false if it occupied none. For `Slots`.
  public boolean leaveSlot() {
    return slotTaken.getAndSet(false);
  }

  Claimed claimed() {
    return claimed;
  }

  /// The plan that was stored with its claim.
  public AttemptPlan plan() {
    return plan;
  }

  public int attempt() {
    return claimed.experiment().state().attempt();
  }

  /// Attaches work to this run, and stops it if the stop was ordered before.
  public void attach(Stoppable started) {
    StopOrder order;
    synchronized (this) {
      work.add(started);
      order = stop;
    }
    if (order != null) {
      started.stop(order.cause());
    }
  }

  /// Orders the attached work to stop. Returns false if the stop was ordered before: the first
  /// cause counts.
  public boolean stop(StopCause cause, Instant at) {
    List<Stoppable> targets;
    synchronized (this) {
      if (stop != null) {
        return false;
      }
      stop = new StopOrder(cause, at);
      targets = List.copyOf(work);
    }
    targets.forEach(target -> target.stop(cause));
    return true;
  }

  public synchronized @Nullable StopOrder stopOrder() {
    return stop;
  }

  public @Nullable StopCause stopCause() {
    StopOrder order = stopOrder();
    return order == null ? null : order.cause();
  }

  public @Nullable Progress progress() {
    return progress;
  }

  /// The result of code that ran in this process.
  public AttemptResult ended(Outcome outcome, @Nullable ResourceUsage usage) {
    StopOrder order = stopOrder();
    return new AttemptResult(
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
    return inline != null ? inline : SequenceText.read(this::openSequence);
  }

  @Override
  public InputStream openSequence() throws IOException {
    if (experiment().query().sequence().isAbsent()) {
      return InputStream.nullInputStream();
    }
    String inline = claimed.sequence();
    return inline == null
        ? folders.openSequence(claimed.experiment().id())
        : new ByteArrayInputStream(inline.getBytes(StandardCharsets.UTF_8));
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

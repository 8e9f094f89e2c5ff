package dev.retort.engine;

import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.Progress;
import dev.retort.core.RunContext;
import dev.retort.engine.warden.StopCause;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// One attempt under way on this node: what it runs, whether it shall stop, how far it is.
/// Thread-safe.
final class Run implements RunContext {
  private final Claimed claimed;
  private final Workspace workspace;
  private @Nullable Stoppable work;
  private @Nullable StopCause stopCause;
  private volatile @Nullable Progress progress;
  private volatile boolean hasFiles;
  private volatile @Nullable Future<?> deadline;

  /// Something that can be asked to stop; must not block.
  interface Stoppable {
    void stop(StopCause cause);
  }

  Run(Claimed claimed, Workspace workspace) {
    this.claimed = claimed;
    this.workspace = workspace;
    this.hasFiles =
        claimed.sequence() == null
            || !claimed.experiment().query().files().isEmpty()
            || attempt() > 1;
  }

  /// Whether anything of this experiment lies on disk, so that it needs a final record there.
  boolean hasFiles() {
    return hasFiles;
  }

  Claimed claimed() {
    return claimed;
  }

  int attempt() {
    return claimed.experiment().state().attempt();
  }

  /// Ties the work to this run; an order to stop that came before reaches it now.
  void attach(Stoppable started) {
    StopCause cause;
    synchronized (this) {
      work = started;
      cause = stopCause;
    }
    if (cause != null) {
      started.stop(cause);
    }
  }

  /// Asks the work to stop; the first cause is the one that counts.
  void stop(StopCause cause) {
    Stoppable target;
    synchronized (this) {
      if (stopCause != null) {
        return;
      }
      stopCause = cause;
      target = work;
    }
    if (target != null) {
      target.stop(cause);
    }
  }

  /// The timer that stops this run when its time is up.
  void deadline(Future<?> timer) {
    deadline = timer;
  }

  /// It has ended: nobody needs to stop it any more.
  void noDeadline() {
    Future<?> timer = deadline;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  synchronized @Nullable StopCause stopCause() {
    return stopCause;
  }

  @Nullable Progress progress() {
    return progress;
  }

  @Override
  public Experiment experiment() {
    return claimed.experiment();
  }

  @Override
  public String sequence() {
    String inline = claimed.sequence();
    return inline != null ? inline : workspace.readSequence(claimed.experiment().id());
  }

  @Override
  public Path directory() {
    hasFiles = true;
    return workspace.make(claimed);
  }

  @Override
  public void progress(double fraction, String message) {
    progress = new Progress(fraction, message);
  }

  @Override
  public boolean stopRequested() {
    return stopCause() != null;
  }
}

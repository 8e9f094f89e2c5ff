package dev.retort.engine;

import dev.retort.engine.warden.StopCause;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a running experiment stands on the ladder from the wish to stop it to its end.
///
/// @param cause why it shall stop
/// @param step how far that has come
/// @param since when the wish was committed, or the time was up
/// @param killAt when the grace period is over, after which a child process is killed; null when
///   that is not known yet
public record Stage(StopCause cause, Step step, Instant since, @Nullable Instant killAt) {

  /// The rungs, in their order.
  public enum Step {
    /// The wish is durable; nothing has been sent yet.
    REQUESTED,
    /// It was asked: SIGTERM to all its processes, or, in Java code, an interrupt and the cancel
    /// signal.
    SIGNALLED,
    /// Its grace period is over: SIGKILL to all its processes, until nothing of it is left.
    KILLED,
    /// Java code that runs on although its grace period is over: it cannot be killed, and its slot
    /// stays taken.
    IGNORED;

    /// As clients read it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

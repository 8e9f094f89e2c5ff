package dev.retort.engine.view;

import dev.retort.warden.client.StopCause;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The progress of a running experiment's stop.
///
/// @param cause why it is being stopped
/// @param step the latest step
/// @param since when the request was committed, or the timeout expired
/// @param killAt end of the grace period, when a child process is killed; null if not known yet
public record StopProgress(StopCause cause, Step step, Instant since, @Nullable Instant killAt) {

  /// The steps, in their order.
  public enum Step {
    /// The request is durable; no signal has been sent yet.
    REQUESTED,
    /// All its processes have received SIGTERM; Java code has received an interrupt and the cancel
    /// signal.
    SIGNALLED,
    /// The grace period has ended: SIGKILL is sent to all its processes until none is left.
    KILLED,
    /// Java code continues after its grace period: it cannot be killed, and keeps its slot.
    IGNORED;

    /// The name in the API.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

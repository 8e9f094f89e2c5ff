package dev.retort.engine.run;

import dev.retort.core.RetortException;
import dev.retort.engine.log.FailureStreak;
import dev.retort.engine.threads.RetryPauses;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.Warden;
import dev.retort.warden.client.WardenException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The connection to the warden. Starts a warden when it is needed, but waits longer after each one
/// that does not start or exits at once: then nothing that needs it is claimed. Thread-safe.
final class WardenLink {
  private static final RetryPauses PAUSES =
      new RetryPauses(Duration.ofMillis(200), Duration.ofSeconds(30));

  /// A connection that lasts so long has worked.
  private static final Duration PROVEN = Duration.ofSeconds(2);

  /// Attempts that are claimed already wait for so many wardens; then they are handed back.
  private static final int PATIENCE = 3;

  private final Path data;
  private final Warden.Listener listener;
  private final Threads threads;
  private final RandomGenerator chance;
  private final FailureStreak failures = new FailureStreak("warden - its start");
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile @Nullable Connection connection;
  private volatile @Nullable Trouble trouble;
  private boolean closed;

  /// @param at on the monotonic clock
  private record Connection(Warden warden, long at) {}

  /// @param until no warden is started before, on the monotonic clock
  private record Trouble(String reason, long until) {}

  /// There is no warden at present.
  static final class UnreachableException extends RetortException {
    private static final long serialVersionUID = 1;

    UnreachableException(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }

  WardenLink(Path data, Warden.Listener listener, Threads threads, RandomGenerator chance) {
    this.data = data;
    this.listener = listener;
    this.threads = threads;
    this.chance = chance;
  }

  /// The warden; started, if need be. Blocks.
  ///
  /// @throws UnreachableException if it cannot be started, or is not yet to be tried again
  synchronized Warden warden() {
    Connection known = connection;
    if (known != null && known.warden().connected()) {
      return known.warden();
    }
    if (closed) {
      throw new RetortException("the server is stopping");
    }
    Trouble present = trouble;
    if (present != null && threads.nanoTime() - present.until() < 0) {
      throw new UnreachableException(present.reason(), null);
    }
    try {
      Warden opened = Warden.connect(data, listener);
      connection = new Connection(opened, threads.nanoTime());
      return opened;
    } catch (WardenException failed) {
      failed(failed);
      throw new UnreachableException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private void failed(RetortException cause) {
    int count = failures.failed(cause);
    Duration pause = PAUSES.after(count, chance.nextDouble());
    trouble = new Trouble(String.valueOf(cause.getMessage()), threads.nanoTime() + pause.toNanos());
  }

  /// The connection has ended.
  synchronized void lost() {
    Connection ended = connection;
    connection = null;
    if (ended != null && !closed && !proven(ended)) {
      failed(
          new UnreachableException(
              "the warden exited right after its start; its log is "
                  + data.resolve("warden").resolve("log"),
              null));
    }
  }

  private boolean proven(Connection known) {
    return threads.nanoTime() - known.at() >= PROVEN.toNanos();
  }

  /// The warden has done what was asked of it.
  void proved() {
    if (trouble != null) {
      trouble = null;
      failures.succeeded();
    }
  }

  /// Why no program can be started at present; empty if one can. Tries again in the background when
  /// it is time. Does not block.
  Optional<String> blocked() {
    Trouble present = trouble;
    if (present == null || failures.length() < PATIENCE) {
      return Optional.empty();
    }
    Connection known = connection;
    if (known != null && known.warden().connected()) {
      if (proven(known)) {
        proved();
        return Optional.empty();
      }
    } else if (threads.nanoTime() - present.until() >= 0 && probing.compareAndSet(false, true)) {
      threads.files(this::probe);
    }
    return Optional.of(present.reason());
  }

  private void probe() {
    try {
      Warden unused = warden();
    } catch (RetortException still) {
      // counted, and the reason is kept
    } finally {
      probing.set(false);
    }
  }

  /// How long a claimed attempt waits before its next try.
  Duration pause() {
    return PAUSES.after(Math.max(1, failures.length()), 1);
  }

  @Nullable Warden connected() {
    Connection known = connection;
    return known != null && known.warden().connected() ? known.warden() : null;
  }

  synchronized void close() {
    closed = true;
    Connection known = connection;
    connection = null;
    if (known != null) {
      known.warden().close();
    }
  }
}

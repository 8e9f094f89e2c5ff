package dev.retort.warden.client;

import dev.retort.warden.code.WardenCode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds a warden that answers, or starts one. Used by one thread.
///
/// An idle warden may exit just when a node connects: then the connection fails, and the next try
/// finds no address and starts a new warden. If two are started, only one gets the lock.
///
/// @param <T> an open connection
final class WardenConnector<T> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int MOST_STARTS = 5;

  private final WardenEndpoint endpoint;
  private final WardenCode code;
  private final Handshake<T> handshake;
  private @Nullable Process starting;
  private int starts;

  /// Opens one connection.
  interface Handshake<T> {
    /// @param build what the warden should run
    /// @throws IOException if no warden answers at this address
    T with(UnixDomainSocketAddress address, String build) throws IOException;
  }

  private WardenConnector(WardenEndpoint endpoint, WardenCode code, Handshake<T> handshake) {
    this.endpoint = endpoint;
    this.code = code;
    this.handshake = handshake;
  }

  /// Connects to the warden of `dataDirectory`, and starts one if none answers.
  ///
  /// @throws WardenException if there is none and none can be started
  static <T> T connect(Path dataDirectory, Handshake<T> handshake) {
    WardenEndpoint endpoint = WardenEndpoint.of(dataDirectory);
    try {
      endpoint.create();
      WardenCode code = WardenCode.find(endpoint.directory());
      return new WardenConnector<>(endpoint, code, handshake).connect();
    } catch (IOException e) {
      throw new WardenException("cannot start a warden: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WardenException("interrupted while connecting to the warden", e);
    }
  }

  private T connect() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<UnixDomainSocketAddress> address = endpoint.address();
      if (address.isPresent()) {
        try {
          return handshake.with(address.get(), WardenBuild.ofNode(code));
        } catch (IOException e) {
          System.getLogger(WardenConnector.class.getName())
              .log(System.Logger.Level.DEBUG, "no warden at {0}: {1}", address.get(), e);
        }
      }
      boolean unused = startIfNoneStarts().waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
    throw unreachable("no warden answered within " + PATIENCE.toSeconds() + " s");
  }

  private Process startIfNoneStarts() throws IOException {
    if (starting != null && starting.isAlive()) {
      return starting;
    }
    if (starting != null
        && starting.exitValue() != 0
        && starting.exitValue() != WardenProcess.TAKEN) {
      throw unreachable("the warden ended at once with exit code " + starting.exitValue());
    }
    if (++starts > MOST_STARTS) {
      throw unreachable("started " + MOST_STARTS + " wardens, and none answers");
    }
    starting = WardenStarter.start(endpoint, code);
    return starting;
  }

  private WardenException unreachable(String what) {
    return new WardenException(
        what + "; the end of " + endpoint.log() + ":\n" + WardenStarter.logTail(endpoint));
  }
}

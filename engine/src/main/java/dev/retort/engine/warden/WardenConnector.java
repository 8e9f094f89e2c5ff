package dev.retort.engine.warden;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds a warden that answers, or starts one. Used by one thread.
///
/// A warden may be about to exit as idle just when a node comes: then the connection fails, and the
/// next try finds no address and starts a new one. Should two be started, one gets the lock.
final class WardenConnector {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_STARTS = 5;

  private final Path dataDirectory;
  private final Endpoint endpoint;
  private @Nullable Process starting;
  private int starts;

  private WardenConnector(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
    this.endpoint = Endpoint.of(dataDirectory);
  }

  static Warden connect(Path dataDirectory, Warden.Listener listener) {
    WardenConnector connector = new WardenConnector(dataDirectory);
    try {
      connector.endpoint.create();
      return connector.connect(listener);
    } catch (IOException e) {
      throw new WardenException("cannot start a warden: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WardenException("interrupted while connecting to the warden", e);
    }
  }

  private Warden connect(Warden.Listener listener) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<UnixDomainSocketAddress> address = endpoint.address();
      if (address.isPresent()) {
        try {
          return Warden.connect(address.get(), listener);
        } catch (IOException e) {
          System.getLogger(Warden.class.getName())
              .log(System.Logger.Level.DEBUG, "no warden at {0}: {1}", address.get(), e);
        }
      }
      startIfNoneStarts();
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw unreachable("no warden answered within " + PATIENCE.toSeconds() + " s");
  }

  private void startIfNoneStarts() throws IOException {
    if (starting != null && starting.isAlive()) {
      return;
    }
    if (starting != null && starting.exitValue() != 0 && starting.exitValue() != WardenMain.TAKEN) {
      throw unreachable("the warden ended at once with exit code " + starting.exitValue());
    }
    if (++starts > MOST_STARTS) {
      throw unreachable("started " + MOST_STARTS + " wardens, and none answers");
    }
    starting = WardenStarter.start(endpoint, dataDirectory);
  }

  private WardenException unreachable(String what) {
    return new WardenException(
        what + "; the end of " + endpoint.log() + ":\n" + WardenStarter.lastWords(endpoint));
  }
}

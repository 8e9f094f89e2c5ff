package dev.retort.engine.warden;

import java.nio.file.Path;
import java.util.List;

/// A node's handle on its warden. Thread-safe.
public final class Warden implements AutoCloseable {
  private Warden() {}

  public static Warden connect(Path dataDirectory, Listener listener) {
    throw new UnsupportedOperationException();
  }

  public StartResult start(Launch launch) {
    throw new UnsupportedOperationException();
  }

  public void stop(Path attemptDirectory, StopCause cause) {
    throw new UnsupportedOperationException();
  }

  public List<Path> running() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  /// Told of what happens.
  public interface Listener {
    void ended(Path attemptDirectory);

    void lost();
  }
}

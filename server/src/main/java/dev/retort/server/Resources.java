package dev.retort.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files that came with the server.
final class Resources {
  private Resources() {}

  /// The whole content of a resource.
  ///
  /// @param name absolute, without a leading slash
  static byte[] read(String name) {
    try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// One that lies beside this class.
  static byte[] own(String name) {
    return read("dev/retort/server/" + name);
  }
}

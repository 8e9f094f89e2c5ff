package dev.retort.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Reads files from the class path of the server.
public final class Resources {
  private Resources() {}

  /// The content of a resource.
  ///
  /// @param name absolute, without a leading slash
  public static byte[] read(String name) {
    try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A resource in the package of this class.
  public static byte[] own(String name) {
    return read("dev/retort/server/openapi/" + name);
  }
}

package dev.retort.server.files;

import dev.retort.engine.files.WorkPath;
import dev.retort.server.http.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The path of a program's file in a URI: the bytes of its names, percent-encoded.
public final class FilePath {
  private FilePath() {}

  /// The path of the file; empty if no file can have it.
  public static Optional<WorkPath> decoded(String encoded) {
    List<byte[]> names = new ArrayList<>();
    for (String part : encoded.split("/", -1)) {
      Optional<byte[]> name = Percent.decodeBytes(part, false);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    return WorkPath.of(names);
  }

  /// The path in a URI.
  public static String encoded(WorkPath path) {
    return String.join("/", path.names().stream().map(Percent::encode).toList());
  }
}

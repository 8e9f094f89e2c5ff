package dev.retort.server.files;

import dev.retort.server.http.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The path of a program's file in a URI.
public final class FilePath {
  private FilePath() {}

  /// The decoded segments of a path; empty if no file can have that path.
  public static Optional<List<String>> segments(String encoded) {
    List<String> segments = new ArrayList<>();
    for (String part : encoded.split("/", -1)) {
      Optional<String> name = Percent.decode(part, false).filter(FilePath::isName);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      segments.add(name.get());
    }
    return Optional.of(segments);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.length() <= 255
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
  }
}

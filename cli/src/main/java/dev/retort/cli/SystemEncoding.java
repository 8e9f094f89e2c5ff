package dev.retort.cli;

import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The encoding in which the JVM exchanges names with the system: arguments, variables and paths.
/// The launcher makes it UTF-8. Without the launcher, in the locale `C`, it is ASCII, and the JVM
/// replaces other characters. Thread-safe.
final class SystemEncoding {
  /// Stands for what the JVM could not decode.
  private static final char LOST = '\uFFFD';

  private SystemEncoding() {}

  /// Why the process cannot work with its arguments or its directory; empty if it can.
  static Optional<String> obstacle(List<String> arguments) {
    if (isUtf8()) {
      return Optional.empty();
    }
    return Stream.concat(arguments.stream(), Stream.of(System.getProperty("user.dir")))
        .filter(text -> text.indexOf(LOST) >= 0)
        .findFirst()
        .map(SystemEncoding::sentence);
  }

  /// What is wrong with a path.
  static String sentence(InvalidPathException invalid) {
    return isUtf8()
        ? "the path \"" + invalid.getInput() + "\" is invalid: " + invalid.getReason()
        : sentence(invalid.getInput());
  }

  private static String sentence(String text) {
    return "the system's encoding is "
        + encoding()
        + ", which cannot express \""
        + text
        + "\"; set LC_ALL=C.UTF-8, or start Retort with its launcher";
  }

  private static boolean isUtf8() {
    return encoding().equalsIgnoreCase("UTF-8");
  }

  private static String encoding() {
    return System.getProperty("sun.jnu.encoding", "unknown");
  }
}

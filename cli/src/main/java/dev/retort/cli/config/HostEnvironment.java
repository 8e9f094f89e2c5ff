package dev.retort.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The context of a configuration: the base of its relative paths, and the server's environment.
///
/// @param directory absolute
/// @param environment the variables of the server
record HostEnvironment(Path directory, Map<String, String> environment) {
  private static final String PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin";

  /// Finds an executable in the `PATH` of a command (see `ChildSettings#env`).
  Optional<Path> executable(String name, Map<String, String> env) {
    String path = env.getOrDefault("PATH", environment.getOrDefault("PATH", PLAIN_PATH));
    for (String entry : path.split(":")) {
      Path candidate = Path.of(entry.isEmpty() ? "/" : entry).resolve(name);
      if (!entry.isEmpty() && isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  static boolean isExecutable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}

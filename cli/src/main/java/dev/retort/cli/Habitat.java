package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// What a server lives in, and what a restart means there for commands that run.
///
/// @param where in words
/// @param restart in words
record Habitat(String where, String restart) {
  private static final Pattern CONTAINER =
      Pattern.compile("docker|kubepods|containerd|libpod|lxc|garden");

  /// Looks around.
  ///
  /// @param environment of this process
  /// @param root the root of the file system
  static Habitat of(Map<String, String> environment, Path root) {
    String container = container(root);
    if (!container.isEmpty()) {
      return new Habitat(
          "a container (" + container + ")",
          "commands end with it; they are lost, and tried again as `retry` says");
    }
    if (environment.containsKey("INVOCATION_ID")) {
      return new Habitat(
          "a systemd unit (INVOCATION_ID)",
          "with KillMode=process commands go on and are adopted; with any other they are lost, and"
              + " tried again as `retry` says");
    }
    return new Habitat(
        "no container and no systemd unit",
        "commands that run go on and are adopted at the next start");
  }

  private static String container(Path root) {
    for (String mark : new String[] {".dockerenv", "run/.containerenv"}) {
      if (Files.exists(root.resolve(mark))) {
        return "/" + mark;
      }
    }
    try {
      boolean named = CONTAINER.matcher(Files.readString(root.resolve("proc/1/cgroup"))).find();
      return named ? "/proc/1/cgroup" : "";
    } catch (IOException noLinux) {
      return "";
    }
  }

  /// As `serve` and `check` print it.
  String line() {
    return "restart     in " + where + ": " + restart;
  }
}

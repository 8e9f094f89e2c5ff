package dev.retort.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// The environment of a server, and the effect of a restart on running commands there.
///
/// @param where in words
/// @param restart in words
record RuntimeEnvironment(String where, String restart) {
  private static final Pattern CONTAINER =
      Pattern.compile("docker|kubepods|containerd|libpod|lxc|garden");

  /// Detects the environment.
  ///
  /// @param environment of this process
  /// @param root the root of the file system
  static RuntimeEnvironment of(Map<String, String> environment, Path root) {
    String container = container(root);
    if (!container.isEmpty()) {
      return new RuntimeEnvironment(
          "a container (" + container + ")",
          "commands end with the container; they are lost, and retried according to `retry`");
    }
    if (environment.containsKey("INVOCATION_ID")) {
      return new RuntimeEnvironment(
          "a systemd unit (INVOCATION_ID)",
          "with KillMode=process running commands continue and are adopted; with any other"
              + " KillMode they are lost, and retried according to `retry`");
    }
    return new RuntimeEnvironment(
        "no container and no systemd unit",
        "running commands continue, and the next start adopts them");
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

  /// The line in the output of `serve` and `check`.
  String line() {
    return "restart     in " + where + ": " + restart;
  }
}

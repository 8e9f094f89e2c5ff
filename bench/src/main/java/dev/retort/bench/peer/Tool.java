package dev.retort.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Checks whether a program is installed.
final class Tool {
  private Tool() {}

  /// Whether the command succeeds and its output contains the text.
  static boolean says(String text, String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 && output.contains(text);
    } catch (IOException notThere) {
      return false;
    }
  }
}

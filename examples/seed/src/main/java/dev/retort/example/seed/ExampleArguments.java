package dev.retort.example.seed;

import dev.retort.server.RetortServerBuilder;
import java.time.Duration;

/// Command-line arguments with their defaults.
final class ExampleArguments {
  private static final int MILLIS = 1_000;

  private ExampleArguments() {}

  /// A number of seconds, such as `0.5`.
  static Duration seconds(String[] arguments, int index, Duration otherwise) {
    return arguments.length > index
        ? Duration.ofMillis(Math.round(Double.parseDouble(arguments[index]) * MILLIS))
        : otherwise;
  }

  static int port(String[] arguments, int index) {
    return arguments.length > index
        ? Integer.parseInt(arguments[index])
        : RetortServerBuilder.DEFAULT_PORT;
  }
}

package dev.retort.cli.config.yaml;

import org.jspecify.annotations.Nullable;

/// A problem in a configuration.
///
/// @param place the place: `file:line:column`, or an option of the command line
/// @param message the problem, with the value
/// @param suggestion what to do; null if the message is enough
public record ConfigProblem(String place, String message, @Nullable String suggestion) {

  @Override
  public String toString() {
    return place + ": " + message + (suggestion == null ? "" : "; " + suggestion);
  }
}

package dev.retort.cli.config;

import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a configuration.
///
/// @param place where: `file:line:column`, or what was given on the command line
/// @param message what, with the value
/// @param suggestion what to do; null when the message says enough
public record Problem(String place, String message, @Nullable String suggestion) {

  @Override
  public String toString() {
    return place + ": " + message + (suggestion == null ? "" : "; " + suggestion);
  }
}

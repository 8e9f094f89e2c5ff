package dev.retort.client;

import java.util.Locale;

/// The two streams that a program writes.
public enum LogStream {
  STDOUT,
  STDERR;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

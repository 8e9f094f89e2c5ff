package dev.retort.client;

import java.util.Locale;

/// The two output streams of a program.
public enum LogStream {
  STDOUT,
  STDERR;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

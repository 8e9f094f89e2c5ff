package dev.retort.server;

import java.time.Duration;

/// How much of everything one request may take.
///
/// @param headerBytes request line and headers together
/// @param headers how many headers
/// @param uriLength in characters
/// @param besideSequence what a body may hold beside its sequence and files, in bytes
/// @param fields how many fields a form or multipart body may hold
/// @param idle how long a connection may be silent
/// @param headerTime how long a request's head may take to arrive
/// @param bodyGrace how long a body may take to arrive, before its pace counts
/// @param bodyPace how many bytes a second a body must bring after that
/// @param longestWait the most that `Prefer: wait` may ask for
record HttpLimits(
    int headerBytes,
    int headers,
    int uriLength,
    int besideSequence,
    int fields,
    Duration idle,
    Duration headerTime,
    Duration bodyGrace,
    int bodyPace,
    Duration longestWait) {

  static final HttpLimits DEFAULTS =
      new HttpLimits(
          16 << 10,
          100,
          8 << 10,
          1 << 20,
          1_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          1 << 10,
          Duration.ofMinutes(5));

  /// The same with these times, for tests that cannot wait.
  HttpLimits withTimes(Duration newIdle, Duration newHeaderTime, Duration newBodyGrace) {
    return new HttpLimits(
        headerBytes,
        headers,
        uriLength,
        besideSequence,
        fields,
        newIdle,
        newHeaderTime,
        newBodyGrace,
        bodyPace,
        longestWait);
  }
}

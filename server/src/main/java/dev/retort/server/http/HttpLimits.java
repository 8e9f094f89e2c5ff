package dev.retort.server.http;

import java.time.Duration;

/// Limits on the size and duration of one request.
///
/// @param headerBytes maximum size of request line and headers together
/// @param headers maximum number of headers
/// @param uriLength maximum length of the URI in characters
/// @param besideSequence maximum size of a body without its sequence and files, in bytes
/// @param fields maximum number of fields in a form
/// @param idle idle timeout of a connection
/// @param headerTime maximum time for the head of a request to arrive
/// @param bodyGrace time for a body to arrive before its rate is checked
/// @param bodyPace minimum rate of a body after that, in bytes per second
/// @param longestWait maximum value of `Prefer: wait`
public record HttpLimits(
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

  /// The default port of a server.
  public static final int DEFAULT_PORT = 8000;

  public static final HttpLimits DEFAULTS =
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

  /// A copy with other times, for fast tests.
  public HttpLimits withTimes(Duration newIdle, Duration newHeaderTime, Duration newBodyGrace) {
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

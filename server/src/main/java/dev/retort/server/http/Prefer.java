package dev.retort.server.http;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// Reads `Prefer: wait=n` (RFC 7240 section 4.3) and ignores other preferences, as the RFC
/// requires.
public final class Prefer {
  private Prefer() {}

  /// How long to wait; empty if the client does not request a wait.
  ///
  /// @throws ProblemException 422 if the value is not a number of seconds within the limit
  public static Optional<Duration> wait(HttpFields headers, Duration longest) {
    for (String preference : headers.getCSV("Prefer", false)) {
      int end = preference.indexOf(';');
      String token = (end < 0 ? preference : preference.substring(0, end)).strip();
      int equals = token.indexOf('=');
      String name = equals < 0 ? token : token.substring(0, equals).strip();
      if (name.equalsIgnoreCase("wait")) {
        return Optional.of(seconds(equals < 0 ? "" : token.substring(equals + 1).strip(), longest));
      }
    }
    return Optional.empty();
  }

  private static Duration seconds(String text, Duration longest) {
    boolean digits = !text.isEmpty() && text.length() < 10;
    if (digits && text.chars().allMatch(c -> '0' <= c && c <= '9')) {
      Duration wait = Duration.ofSeconds(Long.parseLong(text));
      if (wait.compareTo(longest) <= 0) {
        return wait;
      }
    }
    throw Problem.of(
            ProblemKind.VALIDATION,
            "Prefer: wait must be 0.."
                + longest.toSeconds()
                + " seconds, got "
                + QuotedText.quoted(text))
        .exception();
  }
}

package dev.retort.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// Reads `Prefer: wait=n` (RFC 7240 section 4.3) and `Prefer: links=absolute`, and ignores other
/// preferences, as the RFC requires.
public final class Prefer {
  /// What a route's documentation says of [#absoluteLinks].
  public static final String LINKS =
      "links=absolute: links in the answer are URLs with scheme and host";

  static final String ABSOLUTE = "links=absolute";

  private Prefer() {}

  /// Whether the client prefers links with scheme and host.
  static boolean absoluteLinks(HttpFields headers) {
    return value(headers, "links").filter("absolute"::equalsIgnoreCase).isPresent();
  }

  /// How long to wait; empty if the client does not request a wait.
  ///
  /// @throws ProblemException 422 if the value is not a number of seconds within the limit
  public static Optional<Duration> wait(HttpFields headers, Duration longest) {
    return value(headers, "wait").map(text -> seconds(text, longest));
  }

  /// The value of a preference, without its parameters: the first one counts (section 2).
  private static Optional<String> value(HttpFields headers, String name) {
    for (String line : headers.getValuesList("Prefer")) {
      for (String preference : split(line)) {
        int end = preference.indexOf(';');
        String pair = end < 0 ? preference : preference.substring(0, end);
        int equals = pair.indexOf('=');
        if ((equals < 0 ? pair : pair.substring(0, equals)).strip().equalsIgnoreCase(name)) {
          return Optional.of(
              equals < 0 ? "" : pair.substring(equals + 1).replace("\"", "").strip());
        }
      }
    }
    return Optional.empty();
  }

  /// Splits at the commas outside of quotes.
  private static List<String> split(String line) {
    List<String> parts = new ArrayList<>(1);
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(line.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(line.substring(start));
    return parts;
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

package dev.retort.engine.program;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `2h`, `90s`, `1m30s`, `500ms`, `7d`.
public final class DurationText {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,7})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,3})?");
  private static final int LONGEST = 40;

  private DurationText() {}

  /// Parses a duration; empty if the text is not a duration.
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(part(matcher, 1))
            .plusHours(part(matcher, 2))
            .plusMinutes(part(matcher, 3))
            .plusSeconds(part(matcher, 4))
            .plusMillis(part(matcher, 5)));
  }

  /// Parses a duration, a bare number of seconds (`90`, `1.5`), or an ISO 8601 duration
  /// (`PT1M30S`); empty for any other text.
  public static Optional<Duration> parseLenient(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1_000)));
    }
    if (text.length() <= LONGEST && text.startsWith("P")) {
      try {
        return Optional.of(Duration.parse(text));
      } catch (DateTimeParseException noDuration) {
        return Optional.empty();
      }
    }
    return parse(text);
  }

  /// Formats a duration for [#parse], truncated to milliseconds.
  public static String of(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count != 0) {
      text.append(count).append(unit);
    }
  }

  private static long part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}

package dev.retort.server.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/// A moment as text: RFC 3339 with a zone, or a date, which is its beginning in UTC.
public final class Moment {
  public static final String RULE =
      "must be a time with its zone such as 2026-01-31T12:00:00Z, or a date such as 2026-01-31";

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-.+(?:Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

  private Moment() {}

  /// Empty if the text is neither. A blank counts as `+`, which a query string decodes to a blank.
  public static Optional<Instant> parse(String text) {
    String plain = text.replace(' ', '+');
    try {
      if (DATE.matcher(plain).matches()) {
        return Optional.of(LocalDate.parse(plain).atStartOfDay().toInstant(ZoneOffset.UTC));
      }
      return TIME.matcher(plain).matches()
          ? Optional.of(OffsetDateTime.parse(plain).toInstant())
          : Optional.empty();
    } catch (DateTimeException noMoment) {
      return Optional.empty();
    }
  }
}

package dev.retort.server.submit;

import dev.retort.core.SubmitOptions;
import dev.retort.engine.program.DurationText;
import dev.retort.server.http.QuotedText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The options of a query while their fields arrive, as JSON values or as the text of a form. The
/// engine checks whether the values are in range. Not thread-safe.
final class OptionsDraft {
  static final Set<String> NAMES = Set.of("timeout", "expires_after", "not_before", "keep");

  /// Above every limit of the engine, and far below the overflow of a duration.
  private static final double MOST_SECONDS = 1e11;

  /// RFC 3339 section 5.6: a year has four digits, and the zone must be there.
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-.+(?:Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

  private final BiConsumer<String, String> wrong;
  private SubmitOptions options = SubmitOptions.DEFAULTS;

  /// @param wrong takes a JSON pointer and what is wrong there
  OptionsDraft(BiConsumer<String, String> wrong) {
    this.wrong = wrong;
  }

  /// The options so far: without priority and labels, which [QueryDraft] gathers.
  SubmitOptions options() {
    return options;
  }

  /// A field of a form.
  ///
  /// @param name one of [#NAMES]
  void text(String name, String value) {
    switch (name) {
      case "timeout", "expires_after" -> duration(name, value);
      case "not_before" -> moment(value);
      default -> {
        if (value.equals("true") || value.equals("false")) {
          options = options.withKeep(value.equals("true"));
        } else {
          refuse(name, "must be true or false, got " + QuotedText.quoted(value));
        }
      }
    }
  }

  /// A member of a JSON object; consumes the value at the parser's position.
  ///
  /// @param name one of [#NAMES]
  void json(String name, JsonParser json) {
    JsonToken token = json.currentToken();
    boolean duration = name.equals("timeout") || name.equals("expires_after");
    if (token == JsonToken.VALUE_STRING && !name.equals("keep")) {
      text(name, json.getString());
    } else if (duration && (token == JsonToken.VALUE_NUMBER_INT || isFraction(token))) {
      seconds(name, json.getDoubleValue(), json.getString());
    } else if (name.equals("keep") && isTruth(token)) {
      options = options.withKeep(token == JsonToken.VALUE_TRUE);
    } else {
      json.skipChildren();
      refuse(
          name,
          switch (name) {
            case "keep" -> "must be true or false";
            case "not_before" -> MOMENT_RULE;
            default -> DURATION_RULE;
          });
    }
  }

  private static boolean isFraction(@Nullable JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static boolean isTruth(@Nullable JsonToken token) {
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private static final String DURATION_RULE =
      "must be a number of seconds, or text such as 90s, 2h or PT5M";
  private static final String MOMENT_RULE =
      "must be a moment with its zone as in RFC 3339, such as 2026-01-31T12:00:00Z or"
          + " 2026-01-31T13:00:00+01:00";

  private void duration(String name, String value) {
    DurationText.parseLenient(value)
        .ifPresentOrElse(
            parsed -> set(name, parsed),
            () -> refuse(name, DURATION_RULE + ", got " + QuotedText.quoted(value)));
  }

  private void seconds(String name, double seconds, String written) {
    if (Math.abs(seconds) <= MOST_SECONDS) {
      set(name, Duration.ofMillis(Math.round(seconds * 1_000)));
    } else {
      refuse(name, "is out of range, got " + QuotedText.quoted(written) + " seconds");
    }
  }

  private void set(String name, Duration value) {
    options = name.equals("timeout") ? options.withTimeout(value) : options.withExpiresAfter(value);
  }

  private void moment(String value) {
    try {
      if (MOMENT.matcher(value).matches()) {
        options = options.withNotBefore(OffsetDateTime.parse(value).toInstant());
        return;
      }
    } catch (DateTimeException noMoment) {
      // refused below
    }
    refuse("not_before", MOMENT_RULE + ", got " + QuotedText.quoted(value));
  }

  private void refuse(String name, String detail) {
    wrong.accept('/' + name, detail);
  }
}

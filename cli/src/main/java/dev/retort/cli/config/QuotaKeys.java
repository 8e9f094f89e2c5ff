package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.BacklogLimits;
import dev.retort.engine.program.DurationText;
import dev.retort.server.RetortServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much may wait on a server, and how much each owner may ask. Not thread-safe.
public final class QuotaKeys {
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,6})/([0-9a-z]{2,20})");

  private static final Key<Integer> MAX_BACKLOG =
      Key.of(
          "max_backlog",
          ValueType.integer(1, Integer.MAX_VALUE),
          "Maximum number of experiments that have not ended; further queries get 503.");
  private static final Key<Integer> OWNER_BACKLOG =
      Key.of(
          "max_backlog",
          ValueType.integer(1, Integer.MAX_VALUE),
          "Maximum number of experiments of one owner that have not ended; further queries get 429.");
  private static final Key<Long> OWNER_BYTES =
      Key.of(
          "max_size",
          ValueType.size(1, PolicyKeys.MOST_SIZE),
          "Maximum size of the files of one owner's ended experiments; further queries get 429.");
  private static final Key<String> OWNER_RATE =
      Key.of(
          "rate",
          ValueType.text(
              text -> rate(text).isPresent(),
              "a number of requests in a duration of 1s or more",
              "for example 600/1m"),
          "Maximum number of requests of one owner in a period, for example 600/1m.");
  private static final Key<Section> OWNERS =
      Key.of(
          "owners",
          ValueType.section(
              "max_backlog, max_size and rate", List.of(OWNER_BACKLOG, OWNER_BYTES, OWNER_RATE)),
          "What each owner of experiments may use.");

  static final List<Key<?>> ALL = List.of(MAX_BACKLOG, OWNERS);

  private QuotaKeys() {}

  private record Rate(int requests, Duration period) {}

  /// The values of these keys. Immutable.
  ///
  /// @param backlog how many experiments may wait, altogether and of each owner
  /// @param rate how many requests each owner may send; empty for no limit
  public record Options(BacklogLimits backlog, Optional<String> rate) {

    /// No limits.
    public static final Options NONE = new Options(BacklogLimits.NONE, Optional.empty());

    void applyTo(RetortServerBuilder server) {
      rate.flatMap(QuotaKeys::rate)
          .ifPresent(value -> server.ownerRate(value.requests(), value.period()));
    }
  }

  private static Optional<Rate> rate(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int requests = Integer.parseInt(matcher.group(1));
    return DurationText.parse(matcher.group(2))
        .filter(period -> period.toSeconds() >= 1)
        .map(period -> new Rate(requests, period));
  }

  static Options read(Section top) {
    BacklogLimits limits =
        BacklogLimits.NONE.withServer(MAX_BACKLOG.in(top).map(Integer::longValue).orElse(null));
    Optional<Section> owners = OWNERS.in(top);
    if (owners.isEmpty()) {
      return new Options(limits, Optional.empty());
    }
    Section each = owners.get();
    limits =
        limits
            .withOwner(OWNER_BACKLOG.in(each).map(Integer::longValue).orElse(null))
            .withOwnerBytes(OWNER_BYTES.in(each).orElse(null));
    Optional<String> rate = OWNER_RATE.in(each);
    each.close();
    return new Options(limits, rate);
  }
}

package dev.retort.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpFields;

/// How many requests each owner may send: a bucket that refills steadily, so that an owner can send
/// all requests of a period at once and then one after the other. Thread-safe.
public final class RequestRate {
  /// The header with a limit.
  public static final String POLICY = "RateLimit-Policy";

  /// The header with what is left of it.
  public static final String STATE = "RateLimit";

  private static final int MOST_BUCKETS = 10_000;

  private final Rate rate;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /// @param requests in the period, 1 or more
  /// @param period 1 s or more
  public record Rate(int requests, Duration period) {
    public Rate {
      if (requests < 1 || period.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "a rate must be 1 or more requests in 1 s or more, got " + requests + " in " + period);
      }
    }

    public long seconds() {
      return period.toSeconds();
    }

    private double perSecond() {
      return requests / (period.toMillis() / 1_000.0);
    }
  }

  /// @param left the tokens in the bucket at that time
  private record Bucket(double left, Instant at) {}

  /// The answer to one request.
  ///
  /// @param admitted whether there was room for it
  /// @param left how many more may follow at once
  /// @param secondsToNext until there is room for one more; 0 if there is
  public record Taken(Rate rate, boolean admitted, long left, long secondsToNext) {

    /// The header fields that tell the client
    /// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers, version 10).
    public HttpFields headers() {
      return HttpFields.build()
          .put(POLICY, "\"requests\";q=" + rate.requests() + ";w=" + rate.seconds())
          .put(STATE, "\"requests\";r=" + left + ";t=" + secondsToNext)
          .asImmutable();
    }
  }

  public RequestRate(Rate rate, InstantSource clock) {
    this.rate = rate;
    this.clock = clock;
  }

  /// Counts one request of an owner.
  public Taken take(String owner) {
    Instant now = clock.instant();
    if (buckets.size() > MOST_BUCKETS) {
      buckets.values().removeIf(bucket -> filled(bucket, now) >= rate.requests());
    }
    boolean[] admitted = new boolean[1];
    Bucket after =
        buckets.compute(
            owner,
            (_, before) -> {
              double there = before == null ? rate.requests() : filled(before, now);
              admitted[0] = there >= 1;
              return new Bucket(admitted[0] ? there - 1 : there, now);
            });
    double missing = Math.max(0, 1 - after.left());
    long wait = (long) Math.ceil(missing / rate.perSecond());
    return new Taken(rate, admitted[0], (long) after.left(), wait);
  }

  /// A clock that was set back refills nothing.
  private double filled(Bucket bucket, Instant now) {
    double seconds = Math.max(0, Duration.between(bucket.at(), now).toMillis() / 1_000.0);
    return Math.min(rate.requests(), bucket.left() + seconds * rate.perSecond());
  }
}

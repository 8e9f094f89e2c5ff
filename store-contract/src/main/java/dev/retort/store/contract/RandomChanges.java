package dev.retort.store.contract;

import dev.retort.core.AttemptResult;
import dev.retort.core.BacklogLimits;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.StreamSize;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Submission;
import dev.retort.core.store.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Batches of random changes, most of them valid for the store under test. Not thread-safe.
final class RandomChanges {
  private static final List<String> PROGRAMS = List.of("p", "q", "r");
  private static final List<String> OWNERS = List.of("", "alice", "bob");
  private static final List<Integer> PRIORITIES = List.of(1, 5, 5, 5, 9);

  /// More experiments than exist, because the contract does not define the order of a limited
  /// change.
  private static final int ALL = 100_000;

  private final SplittableRandom random;
  private final ExperimentIds ids;
  private final List<ExperimentId> known = new ArrayList<>();
  private final Set<ExperimentId> deferred = new HashSet<>();
  private final List<Experiment> claimed = new ArrayList<>();
  private Instant now = StoreDriver.START;

  RandomChanges(long seed) {
    random = new SplittableRandom(seed);
    ids = new ExperimentIds(() -> now, random);
  }

  /// One to forty changes.
  List<Change<?>> batch() {
    int size = 1 + random.nextInt(40);
    List<Change<?>> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      now = now.plusMillis(random.nextInt(200));
      batch.add(change());
    }
    return batch;
  }

  private Change<?> change() {
    int kind = random.nextInt(100);
    if (kind < 45) {
      return new Change.Submit(
          submission(), random.nextInt(4) == 0 ? limits() : BacklogLimits.NONE);
    }
    if (kind < 57) {
      return new Change.Claim(
          one(PROGRAMS), 1 + random.nextInt(6), admit(), "node", "plan " + random.nextInt(3), now);
    }
    if (kind < 74) {
      Experiment running = someClaimed();
      return new Change.Finish(running.id(), fence(running), attemptResult(), retryAt(), now);
    }
    if (kind < 82) {
      Experiment running = someClaimed();
      return new Change.Release(running.id(), fence(running), random.nextBoolean(), now);
    }
    if (kind < 88) {
      return new Change.Cancel(someId(), random.nextInt(3) == 0, now);
    }
    return rare();
  }

  private BacklogLimits limits() {
    return new BacklogLimits(
        (long) random.nextInt(120),
        (long) random.nextInt(40),
        (long) random.nextInt(40),
        (long) random.nextInt(3_000));
  }

  private Change<?> rare() {
    return switch (random.nextInt(15)) {
      case 0, 1 -> new Change.Expire(ALL, now);
      case 2, 3, 4 -> new Change.Keep(random.nextBoolean() ? someId() : someClaimed().id(), flag());
      case 5, 6, 7 -> new Change.Purge(someIds(), now.plusMillis(random.nextInt(2_000)));
      case 8 -> new Change.Unlinked(someIds());
      case 9 -> new Change.Forget(ALL, now);
      case 10, 11 -> new Change.Delete(someId(), now.plusMillis(random.nextInt(2_000)));
      case 12 -> new Change.Measure(someClaimed().id(), random.nextInt(1_000));
      default -> new Change.Pause(one(PROGRAMS), random.nextInt(3) == 0);
    };
  }

  private boolean flag() {
    return random.nextInt(3) > 0;
  }

  private Admit admit() {
    return random.nextInt(3) == 0 ? one(List.of(Admit.values())) : Admit.ALL;
  }

  private List<ExperimentId> someIds() {
    return Stream.generate(() -> random.nextBoolean() ? someId() : someClaimed().id())
        .limit(1 + random.nextInt(8))
        .distinct()
        .toList();
  }

  private Submission submission() {
    Query query =
        Query.of(one(PROGRAMS), "query " + random.nextInt(), "M".repeat(random.nextInt(5)))
            .withOptions(options())
            .withLabels(labels())
            .withRerunOf(random.nextInt(36) == 0 ? someId() : null)
            .withOwner(one(OWNERS));
    if (random.nextInt(8) == 0) {
      query = query.withSequence(new Sequence.Kept(random.nextInt(1_000_000)));
    }
    // Sometimes an existing id, and keys from a small set.
    ExperimentId id = random.nextInt(60) == 0 ? someId() : newId();
    Instant notBefore = random.nextInt(6) == 0 ? later() : null;
    if (notBefore != null) {
      deferred.add(id);
    }
    SubmitOptions options =
        query.options().withNotBefore(notBefore).withKeep(random.nextInt(10) == 0);
    return new Submission(id, query.withOptions(options), key(), now);
  }

  private Instant later() {
    return now.plusMillis(random.nextInt(5_000));
  }

  private SubmitOptions options() {
    SubmitOptions options = SubmitOptions.DEFAULTS.withPriority(one(PRIORITIES));
    return switch (random.nextInt(6)) {
      case 0 -> options.withTimeout(Duration.ofMillis(1 + random.nextInt(1_000)));
      case 1 -> options.withExpiresAfter(Duration.ofMillis(random.nextInt(5_000)));
      default -> options;
    };
  }

  private ExperimentId newId() {
    ExperimentId id = ids.next();
    known.add(id);
    return id;
  }

  private Submission.@Nullable Idempotency key() {
    return random.nextInt(4) == 0
        ? new Submission.Idempotency(
            "key " + random.nextInt(50), "digest " + (random.nextInt(5) == 0))
        : null;
  }

  private Map<String, String> labels() {
    return switch (random.nextInt(4)) {
      case 0 -> Map.of("batch", "b" + random.nextInt(2));
      case 1 -> Map.of("batch", "b" + random.nextInt(2), "mark", "yes");
      default -> Map.of();
    };
  }

  private Outcome outcome() {
    return switch (random.nextInt(6)) {
      case 0 -> new Outcome.Failed(Reason.EXIT, 1 + random.nextInt(100), null, "it failed");
      case 1 -> Outcome.Failed.because(one(List.of(Reason.values())), "it is gone");
      case 2 -> new Outcome.Cancelled(null, 15);
      case 3 -> Outcome.Failed.because(Reason.TIMEOUT, "it took too long");
      default -> new Outcome.Finished(0);
    };
  }

  private AttemptResult attemptResult() {
    ResourceUsage usage =
        random.nextBoolean()
            ? null
            : new ResourceUsage(
                random.nextBoolean() ? "host" : null,
                random.nextBoolean() ? random.nextLong(1L << 40) : null,
                random.nextBoolean() ? Duration.ofMillis(random.nextInt(100_000)) : null,
                random.nextBoolean() ? "cgroup" : null,
                random.nextBoolean() ? streamSize() : null,
                random.nextBoolean() ? streamSize() : null);
    String result = random.nextInt(3) == 0 ? "{\"value\":" + random.nextInt() + "}" : null;
    Instant stoppedAt = random.nextBoolean() ? now.minusMillis(random.nextInt(500)) : null;
    return new AttemptResult(outcome(), usage, result, stoppedAt);
  }

  private StreamSize streamSize() {
    long kept = random.nextLong(1L << 40);
    return new StreamSize(kept + random.nextInt(2), kept);
  }

  private @Nullable Instant retryAt() {
    return random.nextInt(3) == 0 ? now.plusMillis(random.nextInt(3_000)) : null;
  }

  private int fence(Experiment running) {
    int attempt = running.state().attempt();
    return random.nextInt(10) == 0 ? attempt + random.nextInt(3) - 1 : attempt;
  }

  private Experiment someClaimed() {
    if (claimed.isEmpty()) {
      return new Experiment(
          someId(), 1, Query.of("p", "none", ""), now, State.accepted(null, false), null);
    }
    // Mostly a recent one, which is still running.
    int age = random.nextInt(random.nextInt(claimed.size()) + 1);
    return claimed.get(claimed.size() - 1 - age);
  }

  private ExperimentId someId() {
    return known.isEmpty() || random.nextInt(20) == 0
        ? ids.next()
        : known.get(random.nextInt(known.size()));
  }

  private <T> T one(List<T> among) {
    return among.get(random.nextInt(among.size()));
  }

  /// Records claimed and accepted experiments for later changes.
  void learn(List<CommitResult> results) {
    for (CommitResult result : results) {
      if (!(result instanceof CommitResult.Done(Object answer))) {
        continue;
      }
      if (answer instanceof List<?> claims) {
        claims.stream()
            .filter(Claimed.class::isInstance)
            .forEach(each -> claimed.add(((Claimed) each).experiment()));
      } else if (answer instanceof Submitted.Replayed replayed) {
        known.add(replayed.experiment().id());
      }
    }
  }

  /// The time of the latest change.
  Instant now() {
    return now;
  }

  /// Whether a submission with this id was deferred.
  boolean deferred(ExperimentId id) {
    return deferred.contains(id);
  }

  String program() {
    return one(PROGRAMS);
  }

  /// A time in the past; sometimes null.
  @Nullable Instant past() {
    return random.nextInt(3) == 0 ? null : now.minusMillis(random.nextInt(20_000));
  }

  /// A retention limit; sometimes null.
  @Nullable Long number() {
    return random.nextInt(3) == 0 ? null : (long) random.nextInt(20);
  }

  /// All generated ids, whether or not they became experiments.
  List<ExperimentId> known() {
    return known;
  }

  ExperimentFilter filter() {
    Status status =
        random.nextBoolean() ? null : Status.values()[random.nextInt(Status.values().length)];
    String program = random.nextBoolean() ? null : one(PROGRAMS);
    Long before = random.nextBoolean() ? null : (long) random.nextInt(200);
    ExperimentFilter filter =
        new ExperimentFilter(status, program, random.nextBoolean() ? Map.of() : labels(), before);
    return switch (random.nextInt(7)) {
      case 0 -> filter.withCreated(range()).withBefore(null);
      case 1 -> filter.withEnded(range()).withBefore(null);
      case 2 -> filter.withStatuses(EnumSet.of(Status.PENDING, Status.values()[random.nextInt(5)]));
      case 3 -> filter.withNamePrefix("query -");
      case 4 -> filter.withOwner(one(OWNERS));
      default -> filter;
    };
  }

  private TimeRange range() {
    return new TimeRange(past(), past());
  }
}

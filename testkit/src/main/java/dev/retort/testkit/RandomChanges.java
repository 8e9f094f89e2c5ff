package dev.retort.testkit;

import dev.retort.core.Change;
import dev.retort.core.Change.Admit;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.Filter;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Submission;
import dev.retort.core.Terms;
import dev.retort.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Batches of random changes, mostly of the kind that means something to the store they are for.
/// Not thread-safe.
final class RandomChanges {
  private static final List<String> PROGRAMS = List.of("p", "q", "r");
  private static final List<Integer> PRIORITIES = List.of(1, 5, 5, 5, 9);

  /// More than there ever are: in which order a limit takes them is not promised.
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
      return new Change.Submit(submission());
    }
    if (kind < 57) {
      return new Change.Claim(
          one(PROGRAMS), 1 + random.nextInt(6), admit(), "node", "plan " + random.nextInt(3), now);
    }
    if (kind < 74) {
      Experiment running = someClaimed();
      return new Change.Finish(running.id(), fence(running), ending(), retryAt(), now);
    }
    if (kind < 82) {
      Experiment running = someClaimed();
      return new Change.Release(running.id(), fence(running), random.nextBoolean(), now);
    }
    if (kind < 88) {
      return new Change.Cancel(someId(), now);
    }
    return rare();
  }

  private Change<?> rare() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Change.Expire(ALL, now);
      case 2, 3, 4 -> new Change.Keep(random.nextBoolean() ? someId() : someClaimed().id(), flag());
      case 5, 6, 7 -> new Change.Purge(someIds(), now.plusMillis(random.nextInt(2_000)));
      case 8 -> new Change.Unlinked(someIds());
      case 9 -> new Change.Forget(ALL, now);
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
            .withPriority(one(PRIORITIES))
            .withLabels(labels())
            .withTerms(terms());
    if (random.nextInt(8) == 0) {
      query = query.withSequence(new Sequence.Kept(random.nextInt(1_000_000)));
    }
    // Now and then an id that is taken already, and keys from a small set.
    ExperimentId id = random.nextInt(60) == 0 ? someId() : newId();
    Instant notBefore = random.nextInt(6) == 0 ? later() : null;
    if (notBefore != null) {
      deferred.add(id);
    }
    return new Submission(id, query, notBefore, random.nextInt(10) == 0, key(), now);
  }

  private Instant later() {
    return now.plusMillis(random.nextInt(5_000));
  }

  private Terms terms() {
    return switch (random.nextInt(6)) {
      case 0 -> new Terms(Duration.ofMillis(1 + random.nextInt(1_000)), null, someId());
      case 1 -> new Terms(null, later(), null);
      default -> Terms.NONE;
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
            "owner " + random.nextInt(2),
            "key " + random.nextInt(25),
            "digest " + (random.nextInt(5) == 0))
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

  private Ending ending() {
    Usage usage =
        random.nextBoolean()
            ? null
            : new Usage(
                random.nextBoolean() ? "host" : null,
                random.nextBoolean() ? random.nextLong(1L << 40) : null,
                random.nextBoolean() ? Duration.ofMillis(random.nextInt(100_000)) : null,
                random.nextBoolean() ? "cgroup" : null);
    String result = random.nextInt(3) == 0 ? "{\"value\":" + random.nextInt() + "}" : null;
    Instant stoppedAt = random.nextBoolean() ? now.minusMillis(random.nextInt(500)) : null;
    return new Ending(outcome(), usage, result, stoppedAt);
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
    // Mostly one of the latest, which still runs.
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

  /// Takes note of what was claimed and accepted, so that later changes mean something.
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

  /// The moment of the latest change.
  Instant now() {
    return now;
  }

  /// Whether some submission of that id was deferred.
  boolean deferred(ExperimentId id) {
    return deferred.contains(id);
  }

  String program() {
    return one(PROGRAMS);
  }

  /// A moment at which something may have ended; null now and then.
  @Nullable Instant past() {
    return random.nextInt(3) == 0 ? null : now.minusMillis(random.nextInt(20_000));
  }

  /// A number of those to be kept; null now and then.
  @Nullable Long number() {
    return random.nextInt(3) == 0 ? null : (long) random.nextInt(20);
  }

  /// The ids that were given out, whether they came to be experiments or not.
  List<ExperimentId> known() {
    return known;
  }

  Filter filter() {
    Status status =
        random.nextBoolean() ? null : Status.values()[random.nextInt(Status.values().length)];
    String program = random.nextBoolean() ? null : one(PROGRAMS);
    Long before = random.nextBoolean() ? null : (long) random.nextInt(200);
    return new Filter(status, program, random.nextBoolean() ? Map.of() : labels(), before);
  }
}

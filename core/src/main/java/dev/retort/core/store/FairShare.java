package dev.retort.core.store;

import dev.retort.core.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose experiment of a program starts next, as pure functions that all stores share: first come,
/// first served within an owner and a priority; the highest priority first; between the owners of
/// one priority, the one who has used least.
///
/// What an owner used decays with a half-life of an hour. An owner who waits ages: each second
/// since their last start makes up for 0.05 core-seconds, so that nobody waits for ever, also when
/// others come without end who have used nothing.
public final class FairShare {
  private static final double HALF_LIFE = Duration.ofHours(1).toMillis();

  /// Core-seconds for a second of waiting. A large weight would favour owners of long experiments.
  private static final double AGEING = 0.05;

  /// What a start counts before its end tells more, so that starts at one time alternate.
  private static final double START = 1;

  private FairShare() {}

  /// What one owner has used of one program.
  ///
  /// @param coreSeconds as of `at`
  /// @param at when it last changed
  /// @param servedAt the start of the owner's latest attempt
  public record Use(double coreSeconds, Instant at, Instant servedAt) {
    public static final Use NONE = new Use(0, Instant.EPOCH, Instant.EPOCH);

    /// After the start of an attempt.
    public Use started(Instant now) {
      return new Use(at(now) + START, now, now);
    }

    /// After the end of an attempt.
    ///
    /// @param used core-seconds of the attempt
    public Use ended(double used, Instant now) {
      return new Use(at(now) + Math.max(0, used - START), now, servedAt);
    }

    /// A clock that was set back does not add anything.
    private double at(Instant now) {
      double age = Math.max(0, Duration.between(at, now).toMillis());
      return coreSeconds * Math.pow(0.5, age / HALF_LIFE);
    }

    private double score(Candidate next, Instant now) {
      Instant since = servedAt.isAfter(next.createdAt()) ? servedAt : next.createdAt();
      double waited = Math.max(0, Duration.between(since, now).toMillis()) / 1_000.0;
      return at(now) - AGEING * waited;
    }
  }

  /// An experiment that could start.
  public record Candidate(long ordinal, String owner, int priority, Instant createdAt) {}

  /// The core-seconds of an attempt: its processor time, or its duration if that is unknown.
  public static double used(Change.Finish finish, @Nullable Instant startedAt) {
    var usage = finish.attemptResult().usage();
    Duration cpuTime = usage == null ? null : usage.cpuTime();
    if (cpuTime != null) {
      return cpuTime.toMillis() / 1_000.0;
    }
    return startedAt == null
        ? 0
        : Math.max(0, Duration.between(startedAt, finish.at()).toMillis()) / 1_000.0;
  }

  /// The ordinals of those that start, in the order of their starts.
  ///
  /// @param candidates one list for each owner, in the order of that owner's starts
  /// @param uses by owner
  /// @param limit how many start at most
  public static List<Long> choose(
      Collection<List<Candidate>> candidates, Map<String, Use> uses, int limit, Instant now) {
    Map<String, Use> present = new HashMap<>(uses);
    List<Deque<Candidate>> waiting = new ArrayList<>();
    candidates.stream().filter(each -> !each.isEmpty()).map(ArrayDeque::new).forEach(waiting::add);
    List<Long> chosen = new ArrayList<>();
    while (chosen.size() < limit && !waiting.isEmpty()) {
      Deque<Candidate> next =
          waiting.size() == 1 ? waiting.getFirst() : first(waiting, present, now);
      Candidate head = next.removeFirst();
      chosen.add(head.ordinal());
      if (!head.owner().isEmpty()) {
        present.put(head.owner(), present.getOrDefault(head.owner(), Use.NONE).started(now));
      }
      if (next.isEmpty()) {
        waiting.remove(next);
      }
    }
    return chosen;
  }

  private static Deque<Candidate> first(
      List<Deque<Candidate>> waiting, Map<String, Use> uses, Instant now) {
    return waiting.stream()
        .min(
            Comparator.comparing(
                    (Deque<Candidate> each) -> each.getFirst().priority(),
                    Comparator.reverseOrder())
                .thenComparingDouble(each -> {
                  Candidate head = each.getFirst();
                  return uses.getOrDefault(head.owner(), Use.NONE).score(head, now);
                })
                .thenComparing(each -> each.getFirst().ordinal()))
        .orElseThrow();
  }

  /// The experiment as a candidate.
  public static Candidate candidate(Experiment experiment) {
    return new Candidate(
        experiment.ordinal(),
        experiment.query().owner(),
        experiment.query().priority(),
        experiment.createdAt());
  }
}

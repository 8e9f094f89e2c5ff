package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Store;
import dev.retort.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Invariants for random changes in random order. The number of a repetition is its seed, so that a
/// failure can be reproduced.
public interface RandomContract extends StoreSubject {

  @RepeatedTest(40)
  default void any_batches_are_answered_and_read_as_by_the_reference(RepetitionInfo seed) {
    RandomChanges changes = new RandomChanges(seed.getCurrentRepetition());
    Store reference = new MemoryStore();
    for (int round = 0; round < 15; round++) {
      List<Change<?>> batch = changes.batch();

      List<CommitResult> expected = reference.commit(batch);
      List<CommitResult> answers = store().commit(batch);

      for (int i = 0; i < batch.size(); i++) {
        assertThat(comparable(answers.get(i)))
            .as("round %d, %s", round, batch.get(i))
            .isEqualTo(comparable(expected.get(i)));
      }
      changes.learn(expected);
      compareReads(reference, changes);
    }
  }

  private static Object comparable(CommitResult result) {
    return result instanceof CommitResult.Refused(var cause)
        ? String.valueOf(cause.getMessage())
        : result;
  }

  private void compareReads(Store reference, RandomChanges changes) {
    assertThat(store().list(ExperimentFilter.ALL, 10_000))
        .isEqualTo(reference.list(ExperimentFilter.ALL, 10_000));
    ExperimentFilter filter = changes.filter();
    assertThat(store().list(filter, 20)).as("%s", filter).isEqualTo(reference.list(filter, 20));
    assertThat(store().backlog()).isEqualTo(reference.backlog());
    assertThat(store().backlogLength()).isEqualTo(reference.backlog().length());
    assertThat(store().running())
        .containsExactlyElementsOf(
            reference.running().stream()
                .sorted(Comparator.comparing(claimed -> claimed.experiment().ordinal()))
                .toList());
    assertThat(store().paused()).isEqualTo(reference.paused());
    assertThat(store().suspects()).isEqualTo(reference.suspects());
    assertThat(store().nextDue(changes.now())).isEqualTo(reference.nextDue(changes.now()));
    assertThat(store().trash(10_000)).containsExactlyInAnyOrderElementsOf(reference.trash(10_000));
    assertThat(store().toDelete(10_000))
        .containsExactlyInAnyOrderElementsOf(reference.toDelete(10_000));
    comparePurgeable(reference, changes);
    for (var id : changes.known()) {
      assertThat(store().find(id)).isEqualTo(reference.find(id));
      assertThat(store().attempts(id)).isEqualTo(reference.attempts(id));
      assertThat(store().sequence(id)).isEqualTo(reference.sequence(id));
      assertThat(store().result(id)).isEqualTo(reference.result(id));
      assertThat(store().purgedOwner(id)).isEqualTo(reference.purgedOwner(id));
    }
  }

  private void comparePurgeable(Store reference, RandomChanges changes) {
    String program = changes.program();
    Instant past = changes.past();
    Long number = changes.number();
    for (int limit : List.of(3, 10_000)) {
      assertThat(store().purgeable(program, past, number, limit))
          .as("%s before %s, more than %s", program, past, number)
          .isEqualTo(reference.purgeable(program, past, number, limit));
    }
  }

  @RepeatedTest(20)
  default void counters_equal_a_recount_and_positions_are_upper_bounds(RepetitionInfo seed) {
    RandomChanges changes = new RandomChanges(1_000 + seed.getCurrentRepetition());
    for (int round = 0; round < 15; round++) {
      changes.learn(store().commit(changes.batch()));
      List<Experiment> all = store().list(ExperimentFilter.ALL, 10_000);

      Map<Status, Long> counted = new HashMap<>();
      for (Backlog.Queue queue : store().backlog().queues()) {
        queue.counts().forEach((status, count) -> counted.merge(status, count, Long::sum));
      }
      Map<Status, Long> recounted =
          all.stream().collect(Collectors.groupingBy(Experiment::status, Collectors.counting()));
      counted.values().removeIf(count -> count == 0);
      assertThat(counted).isEqualTo(recounted);

      for (Experiment experiment : all) {
        Long position = experiment.position();
        if (position != null && !expired(experiment, changes.now())) {
          assertThat(position).isGreaterThanOrEqualTo(place(experiment, all));
        }
      }
    }
  }

  /// An expired experiment never starts, so it has no place.
  private static boolean expired(Experiment experiment, Instant now) {
    Instant expiresAt = experiment.expiresAt();
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  /// The exact place of a pending experiment among those of its program.
  private static long place(Experiment experiment, List<Experiment> all) {
    return all.stream()
        .filter(other -> other.status() == Status.PENDING)
        .filter(other -> other.program().equals(experiment.program()))
        .filter(other ->
            other.query().priority() > experiment.query().priority()
                || (other.query().priority() == experiment.query().priority()
                    && other.ordinal() <= experiment.ordinal()))
        .count();
  }

  @RepeatedTest(20)
  default void first_come_is_first_served_within_program_priority_and_owner(RepetitionInfo seed) {
    RandomChanges changes = new RandomChanges(2_000 + seed.getCurrentRepetition());
    Map<String, Long> lastFirstStart = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      List<Change<?>> batch = changes.batch();
      List<CommitResult> results = store().commit(batch);
      changes.learn(results);
      for (Claimed claimed : claims(results)) {
        Experiment experiment = claimed.experiment();
        if (experiment.state().attempt() > 1 || changes.deferred(experiment.id())) {
          continue;
        }
        String queue =
            experiment.program()
                + "/"
                + experiment.query().priority()
                + "/"
                + experiment.query().owner();
        Long before = lastFirstStart.put(queue, experiment.ordinal());
        assertThat(experiment.ordinal()).isGreaterThan(before == null ? 0 : before);
      }
    }
  }

  private static List<Claimed> claims(List<CommitResult> results) {
    List<Claimed> claims = new ArrayList<>();
    for (CommitResult result : results) {
      if (result instanceof CommitResult.Done(List<?> answer)) {
        answer.stream()
            .filter(Claimed.class::isInstance)
            .forEach(each -> claims.add((Claimed) each));
      }
    }
    return claims;
  }
}

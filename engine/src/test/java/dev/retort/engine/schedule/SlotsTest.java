package dev.retort.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.ExperimentIds;
import dev.retort.core.Query;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import dev.retort.engine.SimFolders;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.run.Run;
import dev.retort.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// When the slot of a run is free again.
final class SlotsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ExperimentIds ids = new ExperimentIds(() -> NOW, new SplittableRandom(1));

  private static Program program(ProgramSettings settings) {
    return new Program.Async("p", settings, _ -> CompletableFuture.completedFuture(0));
  }

  private static Slots slots(UnaryOperator<ProgramSettings> settings) {
    return new Slots(
        List.of(program(settings.apply(ProgramSettings.DEFAULTS))), new NodeCapacity(4, 1000));
  }

  /// That many of the program, each with a slot of its own.
  private List<Run> runs(Slots slots, int number) {
    List<Change<?>> changes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      changes.add(
          new Change.Submit(new Submission(ids.next(), Query.of("p", "q" + i, "42"), null, NOW)));
      slots.force("p");
    }
    changes.add(new Change.Claim("p", number, Admit.ALL, "node", "{}", NOW));
    AttemptPlan plan = AttemptPlan.of(program(ProgramSettings.DEFAULTS));
    try (MemoryStore store = new MemoryStore()) {
      CommitResult last = store.commit(changes).getLast();
      return ((List<?>) ((CommitResult.Done) last).answer())
          .stream()
              .map(claimed -> new Run((Claimed) claimed, plan, new SimFolders(), Runnable::run))
              .toList();
    }
  }

  @Test
  void a_slot_that_was_left_early_is_not_given_back_again() {
    Slots slots = slots(settings -> settings.withConcurrency(2));
    List<Run> runs = runs(slots, 2);
    assertThat(slots.isFull("p")).isTrue();

    assertThat(slots.leaveEarly(runs.getFirst())).isTrue();
    assertThat(slots.leaveEarly(runs.getFirst())).isFalse();
    assertThat(slots.leave(runs.getFirst())).isFalse();

    assertThat(slots.takeUpTo("p", 10)).isEqualTo(1);
  }

  @Test
  void one_whose_end_is_recorded_leaves_nothing_early_any_more() {
    Slots slots = slots(settings -> settings.withConcurrency(2));
    List<Run> runs = runs(slots, 2);

    assertThat(slots.leave(runs.getFirst())).isTrue();
    assertThat(slots.leaveEarly(runs.getFirst())).isFalse();

    assertThat(slots.takeUpTo("p", 10)).isEqualTo(1);
  }

  @Test
  void at_the_most_twice_as_many_ends_wait_for_their_record_as_may_run() {
    Slots slots = slots(settings -> settings.withConcurrency(2));
    List<Run> runs = runs(slots, 6);

    assertThat(runs.subList(0, 4)).allMatch(slots::leaveEarly);
    assertThat(slots.leaveEarly(runs.get(4))).isFalse();
    assertThat(slots.leave(runs.get(0))).isFalse();
    assertThat(slots.leaveEarly(runs.get(4))).isTrue();

    assertThat(slots.leave(runs.get(5))).isTrue();
    assertThat(slots.takeUpTo("p", 10)).isEqualTo(2);
  }

  @Test
  void what_shares_processors_with_others_waits_for_its_record() {
    Slots slots =
        slots(settings -> settings.withConcurrency(2).withLimits(limits -> limits.withCpus(1)));
    List<Run> runs = runs(slots, 1);

    assertThat(slots.leaveEarly(runs.getFirst())).isFalse();
    assertThat(slots.leave(runs.getFirst())).isTrue();
  }
}

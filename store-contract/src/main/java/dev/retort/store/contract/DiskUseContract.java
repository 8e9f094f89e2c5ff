package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.store.Change;
import dev.retort.core.store.MeasuredExperiment;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract for the sizes of the files of ended experiments.
public interface DiskUseContract extends StoreSubject {

  private static Experiment ended(StoreDriver driver, String program) {
    driver.accept(program);
    Experiment claimed = driver.claimOne(program);
    driver.finish(claimed, new Outcome.Finished(0));
    return claimed;
  }

  @Test
  default void sizes_are_added_up_by_program_and_go_with_their_experiments() {
    StoreDriver driver = driver();
    Experiment first = ended(driver, "p");
    Experiment second = ended(driver, "p");
    Experiment other = ended(driver, "q");
    assertThat(store().diskUse()).isEmpty();

    assertThat(driver.answer(new Change.Measure(first.id(), 1_000))).isTrue();
    driver.answer(new Change.Measure(second.id(), 20));
    driver.answer(new Change.Measure(second.id(), 30));
    driver.answer(new Change.Measure(other.id(), 4));
    assertThat(store().diskUse()).isEqualTo(Map.of("p", 1_030L, "q", 4L));

    driver.answer(new Change.Delete(first.id(), driver.now()));
    driver.answer(new Change.Delete(other.id(), driver.now()));
    assertThat(store().diskUse()).isEqualTo(Map.of("p", 30L));
  }

  @Test
  default void only_what_has_ended_is_measured() {
    StoreDriver driver = driver();
    Experiment pending = driver.accept("p");
    assertThat(driver.answer(new Change.Measure(pending.id(), 1))).isFalse();
    assertThat(driver.answer(new Change.Measure(driver.newId(), 1))).isFalse();
    assertThat(store().diskUse()).isEmpty();
  }

  @Test
  default void the_oldest_ends_come_first_without_what_is_kept() {
    StoreDriver driver = driver();
    Experiment first = ended(driver, "p");
    Experiment kept = ended(driver, "p");
    Experiment other = ended(driver, "q");
    Experiment last = ended(driver, "p");
    driver.accept("p");
    driver.answer(new Change.Keep(kept.id(), true));
    driver.answer(new Change.Measure(other.id(), 7));
    driver.answer(new Change.Measure(last.id(), 9));

    assertThat(store().oldestEnded(null, 10))
        .containsExactly(
            new MeasuredExperiment(first.id(), 0),
            new MeasuredExperiment(other.id(), 7),
            new MeasuredExperiment(last.id(), 9));
    assertThat(store().oldestEnded("p", 1)).containsExactly(new MeasuredExperiment(first.id(), 0));
    assertThat(store().oldestEnded("p", 10))
        .extracting("id")
        .containsExactly(first.id(), last.id());
  }
}

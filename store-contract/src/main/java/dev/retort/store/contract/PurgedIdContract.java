package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract for ids of purged experiments.
public interface PurgedIdContract extends StoreSubject {

  private static ExperimentId purgedOne(StoreDriver driver) {
    Experiment ended = driver.finished("p");
    assertThat(driver.purge(ended.id())).hasSize(1);
    return ended.id();
  }

  @Test
  default void a_purged_id_is_trash_until_its_files_are_gone() {
    StoreDriver driver = driver();
    ExperimentId first = purgedOne(driver);
    ExperimentId second = purgedOne(driver);
    assertThat(store().trash(10)).containsExactlyInAnyOrder(first, second);
    assertThat(store().trash(1)).hasSize(1);

    assertThat(driver.unlinked(first, driver.newId())).isEqualTo(1);

    assertThat(store().trash(10)).containsExactly(second);
    assertThat(store().purged(first)).isTrue();
    assertThat(driver.unlinked(first)).isZero();
  }

  @Test
  default void a_purged_id_is_known_until_its_time_has_come() {
    StoreDriver driver = driver();
    ExperimentId id = purgedOne(driver);
    driver.unlinked(id);

    assertThat(driver.forget(10)).isZero();
    assertThat(store().purged(id)).isTrue();

    driver.advance(Duration.ofHours(1));
    assertThat(driver.forget(10)).isEqualTo(1);
    assertThat(store().purged(id)).isFalse();
    assertThat(driver.forget(10)).isZero();
  }

  @Test
  default void a_purged_id_is_not_forgotten_while_files_are_left() {
    StoreDriver driver = driver();
    ExperimentId id = purgedOne(driver);
    driver.advance(Duration.ofHours(1));

    assertThat(driver.forget(10)).isZero();
    assertThat(store().purged(id)).isTrue();
    assertThat(store().trash(10)).containsExactly(id);

    driver.unlinked(id);
    assertThat(driver.forget(10)).isEqualTo(1);
    assertThat(store().purged(id)).isFalse();
  }

  @Test
  default void no_more_are_forgotten_at_once_than_asked_for() {
    StoreDriver driver = driver();
    List<ExperimentId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(purgedOne(driver));
    }
    driver.unlinked(ids.toArray(ExperimentId[]::new));
    driver.advance(Duration.ofHours(1));

    assertThat(driver.forget(2)).isEqualTo(2);
    assertThat(driver.forget(2)).isEqualTo(2);
    assertThat(driver.forget(2)).isEqualTo(1);
    assertThat(ids).noneMatch(store()::purged);
  }

  @Test
  default void what_was_never_there_is_not_known_as_purged() {
    StoreDriver driver = driver();

    assertThat(store().purged(driver.newId())).isFalse();
    assertThat(store().purged(driver.finished("p").id())).isFalse();
    assertThat(store().trash(10)).isEmpty();
  }
}

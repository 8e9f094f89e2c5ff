package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import org.junit.jupiter.api.Test;

/// The contract for paused programs.
public interface PauseContract extends StoreSubject {

  @Test
  default void nothing_of_a_paused_program_is_claimed() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.accept("p");
    driver.accept("q");
    Experiment running = driver.claimOne("p");

    assertThat(driver.pause("p", true)).isTrue();

    assertThat(driver.claim("p", 10)).isEmpty();
    assertThat(driver.claim("q", 10)).hasSize(1);
    assertThat(store().paused()).containsExactly("p");
    assertThat(driver.finish(running, new Outcome.Finished(0))).isPresent();
    assertThat(driver.accept("p").position()).isEqualTo(2);

    assertThat(driver.pause("p", false)).isTrue();
    assertThat(driver.claim("p", 10)).hasSize(2);
    assertThat(store().paused()).isEmpty();
  }

  @Test
  default void the_answer_says_whether_anything_changed() {
    StoreDriver driver = driver();

    assertThat(driver.pause("p", false)).isFalse();
    assertThat(driver.pause("p", true)).isTrue();
    assertThat(driver.pause("p", true)).isFalse();
    assertThat(driver.pause("q", true)).isTrue();
    assertThat(store().paused()).containsExactlyInAnyOrder("p", "q");
  }
}

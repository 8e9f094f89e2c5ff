package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.PastAttempt;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The contract for attempts that are handed back.
public interface ReleaseContract extends StoreSubject {

  @Test
  default void a_released_one_is_pending_again_and_not_counted() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    Experiment pending = driver.release(running.id(), 1).orElseThrow();

    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(pending.state().failures()).isZero();
    assertThat(pending.state().attempt()).isEqualTo(1);
    assertThat(pending.state().node()).isNull();
    assertThat(pending.state().notBefore()).isNull();
    assertThat(pending.state().startedAt()).isEqualTo(running.state().startedAt());
    assertThat(pending.state().revision()).isEqualTo(3);
    assertThat(driver.find(running.id())).isEqualTo(pending);
    assertThat(store().attempts(running.id()))
        .containsExactly(
            new PastAttempt(
                1, "node-1", running.state().startedAt(), driver.now(), false, EndDetails.NONE));
    assertThat(store().running()).isEmpty();
  }

  @Test
  default void failures_of_earlier_attempts_survive_a_release() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.retry(driver.claimOne("p"), Duration.ZERO);
    Experiment second = driver.claimOne("p");

    Experiment pending = driver.release(second.id(), 2).orElseThrow();

    assertThat(pending.state().failures()).isEqualTo(1);
    assertThat(pending.state().end()).isEqualTo(EndDetails.NONE);
  }

  @Test
  default void what_does_not_run_cannot_be_released() {
    StoreDriver driver = driver();
    Experiment pending = driver.accept("p");

    assertThat(driver.release(pending.id(), 0)).isEmpty();
    assertThat(driver.release(driver.newId(), 1)).isEmpty();
    assertThat(driver.find(pending.id())).isEqualTo(pending);
  }
}

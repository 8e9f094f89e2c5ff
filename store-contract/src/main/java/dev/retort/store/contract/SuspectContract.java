package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Change.Admit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The contract for experiments whose host process has died.
public interface SuspectContract extends StoreSubject {

  @Test
  default void a_crash_is_counted_and_is_no_failure() {
    StoreDriver driver = driver();
    driver.accept("p");

    Experiment released = driver.crash(driver.claimOne("p")).orElseThrow();

    assertThat(released.status()).isEqualTo(Status.PENDING);
    assertThat(released.state().crashes()).isEqualTo(1);
    assertThat(released.state().failures()).isZero();
    assertThat(released.state().suspect()).isFalse();
    assertThat(driver.find(released.id())).isEqualTo(released);
    assertThat(driver.claimOne("p").state().crashes()).isEqualTo(1);
  }

  @Test
  default void crashes_survive_a_release_and_a_retry() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.crash(driver.claimOne("p"));
    driver.release(driver.claimOne("p").id(), 2);
    driver.retry(driver.claimOne("p"), Duration.ZERO);

    Experiment suspect = driver.crash(driver.claimOne("p")).orElseThrow();

    assertThat(suspect.state().crashes()).isEqualTo(State.SUSPECT);
    assertThat(suspect.state().failures()).isEqualTo(1);
    assertThat(suspect.state().suspect()).isTrue();
    assertThat(driver.find(suspect.id())).isEqualTo(suspect);
  }

  @Test
  default void a_crash_after_a_cancel_request_is_cancelled_and_not_counted() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    driver.cancel(running.id());

    Experiment ended = driver.crash(running).orElseThrow();

    assertThat(ended.status()).isEqualTo(Status.CANCELLED);
    assertThat(ended.state().crashes()).isZero();
    assertThat(driver.find(ended.id())).isEqualTo(ended);
  }

  @Test
  default void suspects_are_passed_over_by_a_claim_of_the_others() {
    StoreDriver driver = driver();
    Experiment suspect = driver.suspect("p");
    Experiment other = driver.accept("p");

    assertThat(driver.claim("p", 10, Admit.UNSUSPECTED))
        .extracting(claimed -> claimed.experiment().id())
        .containsExactly(other.id());
    assertThat(driver.find(suspect.id())).isEqualTo(suspect);
  }

  @Test
  default void a_claim_of_suspects_takes_nothing_else() {
    StoreDriver driver = driver();
    Experiment suspect = driver.suspect("p");
    Experiment other = driver.accept("p");

    assertThat(driver.claim("p", 10, Admit.SUSPECTS))
        .extracting(claimed -> claimed.experiment().id())
        .containsExactly(suspect.id());
    assertThat(driver.claim("p", 10, Admit.SUSPECTS)).isEmpty();
    assertThat(driver.find(other.id()).state()).isEqualTo(other.state());
  }

  @Test
  default void a_claim_of_all_takes_suspects_in_their_place() {
    StoreDriver driver = driver();
    Experiment suspect = driver.suspect("p");
    Experiment other = driver.accept("p");

    assertThat(driver.claim("p", 10))
        .extracting(claimed -> claimed.experiment().id())
        .containsExactly(suspect.id(), other.id());
  }

  @Test
  default void the_programs_with_pending_suspects_are_known() {
    StoreDriver driver = driver();
    assertThat(store().suspects()).isEmpty();
    driver.suspect("p");
    driver.suspect("p");
    driver.suspect("q");
    driver.accept("r");
    driver.crash(driver.claimOne("r"));

    assertThat(store().suspects()).containsExactlyInAnyOrder("p", "q");

    driver.claim("q", 10);
    assertThat(store().suspects()).containsExactly("p");
  }
}

package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract for claims and their order.
public interface ClaimContract extends StoreSubject {

  private static List<String> names(List<Claimed> claimed) {
    return claimed.stream().map(each -> each.experiment().query().name()).toList();
  }

  @Test
  default void a_claim_moves_to_running_with_the_next_fence() {
    StoreDriver driver = driver();
    Experiment accepted = driver.accept(Query.of("p", "q", "MKV").withLabels(Map.of("a", "b")));

    List<Claimed> claimed = driver.claim("p", 1);

    Experiment expected =
        accepted.withState(
            State.builder(Status.RUNNING)
                .attempt(1)
                .node("node-1")
                .startedAt(driver.now())
                .revision(2)
                .build());
    assertThat(claimed).containsExactly(new Claimed(expected, "MKV", StoreDriver.PLAN));
    assertThat(store().find(accepted.id())).contains(expected);
    assertThat(store().running()).isEqualTo(claimed);
  }

  @Test
  default void a_claim_brings_no_sequence_that_lies_on_disk() {
    StoreDriver driver = driver();
    driver.accept(Query.of("p", "q", "").withSequence(new Sequence.Kept(100_000)));

    assertThat(driver.claim("p", 1).getFirst().sequence()).isNull();
    assertThat(store().running().getFirst().sequence()).isNull();
  }

  @Test
  default void within_a_priority_the_first_committed_is_the_first_claimed() {
    StoreDriver driver = driver();
    for (int i = 0; i < 20; i++) {
      driver.accept(Query.of("p", "q" + i, "M"));
    }

    assertThat(names(driver.claim("p", 3))).containsExactly("q0", "q1", "q2");
    assertThat(names(driver.claim("p", 2))).containsExactly("q3", "q4");
    assertThat(driver.claim("p", 100)).hasSize(15);
    assertThat(driver.claim("p", 1)).isEmpty();
  }

  @Test
  default void a_higher_priority_is_claimed_first() {
    StoreDriver driver = driver();
    driver.accept(Query.of("p", "low", "M").withPriority(1));
    driver.accept(Query.of("p", "middle", "M"));
    driver.accept(Query.of("p", "high", "M").withPriority(9));
    driver.accept(Query.of("p", "high too", "M").withPriority(9));

    assertThat(names(driver.claim("p", 3))).containsExactly("high", "high too", "middle");
    assertThat(names(driver.claim("p", 3))).containsExactly("low");
  }

  @Test
  default void programs_do_not_take_from_each_other() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment other = driver.accept("q");

    assertThat(driver.claim("p", 10)).hasSize(1);
    assertThat(driver.find(other.id()).status()).isEqualTo(Status.PENDING);
    assertThat(driver.claim("unheard-of", 10)).isEmpty();
  }

  @Test
  default void a_deferred_one_is_passed_over_until_its_time() {
    StoreDriver driver = driver();
    Experiment first = driver.accept("p");
    Experiment second = driver.accept("p");
    driver.retry(driver.claimOne("p"), Duration.ofMinutes(1));

    assertThat(driver.claimOne("p").id()).isEqualTo(second.id());
    assertThat(driver.claim("p", 10)).isEmpty();

    driver.advance(Duration.ofMinutes(1));
    Experiment again = driver.claimOne("p");
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.state().attempt()).isEqualTo(2);
    assertThat(again.state().notBefore()).isNull();
    assertThat(again.state().end()).isEqualTo(EndDetails.NONE);
  }

  @Test
  default void an_experiment_that_came_back_keeps_its_place() {
    StoreDriver driver = driver();
    Experiment first = driver.accept("p");
    driver.accept("p");
    driver.release(driver.claimOne("p").id(), 1);

    assertThat(driver.claimOne("p").id()).isEqualTo(first.id());
  }

  @Test
  default void a_claim_sees_what_the_same_batch_wrote_before_it() {
    StoreDriver driver = driver();

    List<CommitResult> results =
        store()
            .commit(
                List.of(
                    new Change.Submit(driver.submission(Query.of("p", "one", "M"))),
                    new Change.Claim("p", 10, Admit.ALL, "node-1", "{}", driver.now()),
                    new Change.Submit(driver.submission(Query.of("p", "two", "M"))),
                    new Change.Claim("p", 10, Admit.ALL, "node-1", "{}", driver.now())));

    assertThat(claimed(results.get(1))).containsExactly("one");
    assertThat(claimed(results.get(3))).containsExactly("two");
  }

  @SuppressWarnings("unchecked")
  private static List<String> claimed(CommitResult result) {
    return names((List<Claimed>) ((CommitResult.Done) result).answer());
  }

  @Test
  default void each_running_one_keeps_the_plan_of_its_own_claim() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.accept("p");
    String large = "{\"a\":\"" + "x".repeat(5_000) + "\"}";
    driver.answer(new Change.Claim("p", 1, Admit.ALL, "node-1", large, driver.now()));
    driver.answer(new Change.Claim("p", 1, Admit.ALL, "node-2", "{}", driver.now()));

    assertThat(store().running()).extracting(Claimed::plan).containsExactly(large, "{}");
    assertThat(store().running())
        .extracting(claimed -> claimed.experiment().state().node())
        .containsExactly("node-1", "node-2");
  }
}

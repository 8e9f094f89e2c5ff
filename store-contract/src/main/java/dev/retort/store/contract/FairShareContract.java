package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.ResourceUsage;
import dev.retort.core.store.Claimed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// The contract for the order of starts between owners.
public interface FairShareContract extends StoreSubject {

  private static void accept(StoreDriver driver, String owner, int from, int to) {
    for (int i = from; i < to; i++) {
      driver.accept(Query.of("p", owner + i, "M").withOwner(owner));
    }
  }

  /// Runs the next experiment alone, for as long as it uses one core.
  private static Experiment runNext(StoreDriver driver, Map<String, Duration> costs) {
    Experiment running = driver.claimOne("p");
    Duration cost = costs.getOrDefault(running.query().owner(), Duration.ofSeconds(1));
    driver.advance(cost);
    AttemptResult result =
        new AttemptResult(
            new Outcome.Finished(0), ResourceUsage.UNKNOWN.withCpuTime(cost), null, null);
    driver.finish(running.id(), running.state().attempt(), result, null);
    return running;
  }

  private static List<String> run(StoreDriver driver, int starts, Map<String, Duration> costs) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < starts; i++) {
      names.add(runNext(driver, costs).query().name());
    }
    return names;
  }

  @Test
  default void an_owner_who_floods_does_not_hold_up_another() {
    StoreDriver driver = driver();
    accept(driver, "alice", 0, 50);
    run(driver, 5, Map.of());
    accept(driver, "bob", 0, 3);

    List<String> next = run(driver, 8, Map.of());

    assertThat(next).contains("bob0", "bob1", "bob2", "alice5", "alice6");
    assertThat(next.indexOf("bob0")).isLessThan(2);
    assertThat(next.indexOf("bob0")).isLessThan(next.indexOf("bob1"));
    assertThat(next.indexOf("alice5")).isLessThan(next.indexOf("alice6"));
  }

  @Test
  default void starts_at_one_time_alternate() {
    StoreDriver driver = driver();
    accept(driver, "alice", 0, 5);
    accept(driver, "bob", 0, 5);

    assertThat(driver.claim("p", 4))
        .extracting((Claimed each) -> each.experiment().query().name())
        .containsExactlyInAnyOrder("alice0", "alice1", "bob0", "bob1");
  }

  @Test
  default void a_higher_priority_starts_first_whoever_owns_it() {
    StoreDriver driver = driver();
    accept(driver, "alice", 0, 2);
    run(driver, 1, Map.of());
    driver.accept(Query.of("p", "urgent", "M").withOwner("alice").withPriority(9));
    accept(driver, "bob", 0, 1);

    assertThat(run(driver, 3, Map.of())).containsExactly("urgent", "bob0", "alice1");
  }

  @Test
  default void what_nobody_owns_takes_its_turn_too() {
    StoreDriver driver = driver();
    driver.accept("p");
    accept(driver, "alice", 0, 2);

    assertThat(driver.claim("p", 3)).hasSize(3);
    assertThat(driver.claim("p", 1)).isEmpty();
  }

  @Test
  default void an_owner_of_long_experiments_gets_as_many_core_seconds_as_one_of_short_ones() {
    StoreDriver driver = driver();
    accept(driver, "alice", 0, 50);
    accept(driver, "bob", 0, 700);
    Map<String, Duration> costs =
        Map.of("alice", Duration.ofSeconds(20), "bob", Duration.ofSeconds(1));
    Map<String, Long> used = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      String owner = runNext(driver, costs).query().owner();
      used.merge(owner, costs.getOrDefault(owner, Duration.ZERO).toSeconds(), Long::sum);
    }

    double ratio = used.getOrDefault("alice", 0L) / (double) used.getOrDefault("bob", 1L);
    assertThat(ratio).as("%s", used).isBetween(0.8, 1.25);
  }

  @Test
  default void nobody_starves_while_others_come_who_have_used_nothing() {
    StoreDriver driver = driver();
    accept(driver, "alice", 0, 1);
    run(driver, 1, Map.of("alice", Duration.ofMinutes(5)));
    accept(driver, "alice", 1, 2);

    int starts = 0;
    String owner = "";
    while (!owner.equals("alice")) {
      accept(driver, "new-" + starts, 0, 1);
      owner = runNext(driver, Map.of("new-" + starts, Duration.ofSeconds(60))).query().owner();
      assertThat(++starts).isLessThan(200);
    }
  }

  /// Owners with random costs, all of whom wait all the time.
  @RepeatedTest(10)
  default void core_seconds_are_shared_and_each_owner_is_served_in_order(RepetitionInfo seed) {
    StoreDriver driver = driver();
    Random random = new Random(seed.getCurrentRepetition());
    int owners = 2 + random.nextInt(4);
    Map<String, Duration> costs = new HashMap<>();
    for (int i = 0; i < owners; i++) {
      costs.put("owner" + i, Duration.ofSeconds(1 + random.nextInt(20)));
    }
    Map<String, Integer> accepted = new HashMap<>();
    Map<String, Integer> started = new HashMap<>();
    Map<String, Long> used = new HashMap<>();
    for (int i = 0; i < 150; i++) {
      for (String owner : costs.keySet()) {
        int have = accepted.getOrDefault(owner, 0);
        int want = started.getOrDefault(owner, 0) + 1 + random.nextInt(3);
        if (have < want) {
          accept(driver, owner, have, want);
          accepted.put(owner, want);
        }
      }
      Experiment ran = runNext(driver, costs);
      String owner = ran.query().owner();
      int number = started.merge(owner, 1, Integer::sum) - 1;
      assertThat(ran.query().name()).isEqualTo(owner + number);
      used.merge(owner, costs.getOrDefault(owner, Duration.ZERO).toSeconds(), Long::sum);
    }

    long total = used.values().stream().mapToLong(Long::longValue).sum();
    double fair = total / (double) owners;
    assertThat(used.keySet()).hasSize(owners);
    assertThat(used.values())
        .as("%s of %s", used, costs)
        .allSatisfy(
            each -> assertThat(each).isBetween((long) (fair * 0.7) - 20, (long) (fair * 1.3) + 20));
  }
}

package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttemptResult;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.StreamSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract for results and resource usage.
public interface ResultContract extends StoreSubject {

  String JSON = "{\"text\":\"\u0000 \\u0000, ä, 酵素\",\"number\":1.5}";

  private static AttemptResult with(Outcome outcome, String result) {
    return new AttemptResult(outcome, null, result, null);
  }

  @Test
  default void a_result_comes_back_as_it_was_written() {
    StoreDriver driver = driver();
    for (String json : List.of(JSON, "null", "\"" + "x".repeat(1_000_000) + "\"")) {
      driver.accept("p");
      Experiment running = driver.claimOne("p");
      assertThat(store().result(running.id())).isEmpty();

      driver.finish(running.id(), 1, with(new Outcome.Finished(0), json), null);

      assertThat(store().result(running.id())).contains(json);
    }
  }

  @Test
  default void without_a_result_there_is_none() {
    StoreDriver driver = driver();

    assertThat(store().result(driver.finished("p").id())).isEmpty();
    assertThat(store().result(driver.accept("p").id())).isEmpty();
    assertThat(store().result(driver.newId())).isEmpty();
  }

  @Test
  default void only_what_finishes_keeps_its_result() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.accept("p");
    driver.accept("p");
    Experiment failed = driver.claimOne("p");
    Experiment cancelled = driver.claimOne("p");
    Experiment retried = driver.claimOne("p");
    driver.cancel(cancelled.id());

    Outcome exit = new Outcome.Failed(Reason.EXIT, 1, null, null);
    driver.finish(failed.id(), 1, with(exit, JSON), null);
    driver.finish(cancelled.id(), 1, with(new Outcome.Finished(0), JSON), null);
    driver.finish(retried.id(), 1, with(exit, JSON), driver.now());

    for (Experiment each : List.of(failed, cancelled, retried)) {
      assertThat(store().result(each.id())).isEmpty();
    }
    driver.finish(driver.claimOne("p").id(), 2, with(new Outcome.Finished(0), "2"), null);
    assertThat(store().result(retried.id())).contains("2");
  }

  @Test
  default void a_stale_fence_leaves_no_result() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.release(driver.claimOne("p").id(), 1);
    Experiment running = driver.claimOne("p");

    driver.finish(running.id(), 1, with(new Outcome.Finished(0), "1"), null);
    assertThat(store().result(running.id())).isEmpty();

    driver.finish(running.id(), 2, with(new Outcome.Finished(0), "2"), null);
    driver.finish(running.id(), 2, with(new Outcome.Finished(0), "3"), null);
    assertThat(store().result(running.id())).contains("2");
  }

  @Test
  default void what_an_attempt_used_comes_back_as_it_was_written() {
    StoreDriver driver = driver();
    List<ResourceUsage> usages =
        List.of(
            new ResourceUsage("node.example.org", 1L << 40, Duration.ofMillis(1_234_567), "cgroup"),
            new ResourceUsage(null, 0L, null, null),
            new ResourceUsage(null, null, Duration.ZERO, null),
            new ResourceUsage("a \"host\"\n", null, null, "returned"),
            new ResourceUsage("", null, null, ""),
            ResourceUsage.UNKNOWN.withStreams(new StreamSize(0, 0), null),
            ResourceUsage.UNKNOWN.withStreams(new StreamSize(1L << 50, 17), new StreamSize(1, 0)));
    for (ResourceUsage usage : usages) {
      driver.accept("p");
      Experiment first = driver.claimOne("p");
      AttemptResult attemptResult =
          new AttemptResult(Outcome.Failed.because(Reason.LOST, "it is gone"), usage, null, null);

      Experiment retried = driver.finish(first.id(), 1, attemptResult, driver.now()).orElseThrow();
      assertThat(retried.state().end().usage()).isEqualTo(usage);
      assertThat(driver.find(first.id())).isEqualTo(retried);

      Experiment second = driver.claimOne("p");
      assertThat(second.state().end()).isEqualTo(EndDetails.NONE);
      assertThat(driver.find(second.id())).isEqualTo(second);

      Experiment failed = driver.finish(second.id(), 2, attemptResult, null).orElseThrow();
      assertThat(failed.state().end()).isEqualTo(attemptResult.end());
      assertThat(driver.find(first.id())).isEqualTo(failed);
      assertThat(store().attempts(first.id()).getFirst().end().usage()).isEqualTo(usage);
    }
  }

  @Test
  default void a_usage_that_says_nothing_is_none() {
    StoreDriver driver = driver();
    driver.accept("p");
    AttemptResult attemptResult =
        new AttemptResult(new Outcome.Finished(0), ResourceUsage.UNKNOWN, null, null);

    Experiment ended =
        driver.finish(driver.claimOne("p").id(), 1, attemptResult, null).orElseThrow();

    assertThat(ended.state().end().usage()).isNull();
    assertThat(driver.find(ended.id())).isEqualTo(ended);
  }

  @Test
  default void a_cancelled_attempt_keeps_what_it_used_and_a_released_one_does_not() {
    StoreDriver driver = driver();
    ResourceUsage usage = new ResourceUsage("host", 17L, Duration.ofSeconds(3), "cookie");
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    driver.cancel(running.id());
    AttemptResult attemptResult =
        new AttemptResult(new Outcome.Cancelled(null, 15), usage, null, null);

    Experiment cancelled = driver.finish(running.id(), 1, attemptResult, null).orElseThrow();

    assertThat(cancelled.state().end().usage()).isEqualTo(usage);
    assertThat(driver.find(cancelled.id())).isEqualTo(cancelled);

    driver.accept("p");
    driver.finish(driver.claimOne("p").id(), 1, attemptResult, driver.now());
    Experiment released = driver.release(driver.claimOne("p").id(), 2).orElseThrow();
    assertThat(released.state().end()).isEqualTo(EndDetails.NONE);
    assertThat(driver.find(released.id())).isEqualTo(released);
  }
}

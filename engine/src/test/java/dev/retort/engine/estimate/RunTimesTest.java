package dev.retort.engine.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is learnt from past runs, and when they say nothing.
class RunTimesTest {

  private static List<PastRun> runs(int count, double seconds) {
    return Collections.nCopies(count, new PastRun(100, "{}", seconds));
  }

  @Test
  void fewer_than_three_runs_say_nothing() {
    assertThat(RunTimes.of(List.of())).isEmpty();
    assertThat(RunTimes.of(runs(2, 1))).isEmpty();
    assertThat(RunTimes.of(runs(3, 1))).isPresent();
  }

  /// (n + 1 - 2) / (n + 1) up to nine runs.
  @ParameterizedTest
  @CsvSource({"3, 50", "4, 60", "5, 66", "9, 80", "19, 80", "20, 80", "256, 80"})
  void the_percentage_is_what_so_many_runs_allow(int count, int percent) {
    Optional<Interval> interval =
        RunTimes.of(runs(count, 2)).orElseThrow().of(100, "{}").flatMap(RunTime::interval);
    assertThat(interval.orElseThrow().percent()).isEqualTo(percent);
    assertThat(interval.orElseThrow().median()).isCloseTo(2, offset(1e-9));
  }

  @Test
  void a_longer_sequence_takes_longer_where_the_past_did() {
    List<PastRun> past = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      past.add(new PastRun(1_000L * i, "{}", i * (i % 2 == 0 ? 1.1 : 0.9)));
    }
    RunTimes times = RunTimes.of(past).orElseThrow();
    double small = median(times, 2_000, "{}");
    double large = median(times, 30_000, "{}");
    assertThat(small).isBetween(1.5, 3.0);
    assertThat(large).isBetween(24.0, 36.0);
  }

  @Test
  void nothing_is_said_about_lengths_far_from_all_that_is_known() {
    List<PastRun> past = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      past.add(new PastRun(1_000L * i, "{}", i));
    }
    RunTimes times = RunTimes.of(past).orElseThrow();
    assertThat(times.of(100_000, "{}")).isPresent();
    assertThat(times.of(1_000_000, "{}")).isEmpty();
    assertThat(times.of(10, "{}")).isEmpty();
  }

  @Test
  void a_parameter_counts_by_its_number_and_by_its_words() {
    List<PastRun> past = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      boolean slow = i % 2 == 0;
      int rounds = 1 + i % 3;
      past.add(
          new PastRun(
              100,
              "{\"mode\":\"" + (slow ? "slow" : "fast") + "\",\"rounds\":" + rounds + "}",
              rounds * (slow ? 10 : 1) * (1 + i % 7 / 100.0)));
    }
    RunTimes times = RunTimes.of(past).orElseThrow();
    assertThat(median(times, 100, "{\"mode\":\"fast\",\"rounds\":1}")).isBetween(0.7, 1.5);
    assertThat(median(times, 100, "{\"mode\":\"slow\",\"rounds\":3}")).isBetween(24.0, 36.0);
  }

  private static double median(RunTimes times, long bytes, String parameters) {
    return times.of(bytes, parameters).flatMap(RunTime::interval).orElseThrow().median();
  }

  @Test
  void a_run_that_has_lasted_is_compared_with_the_past_runs_that_lasted_as_long() {
    List<PastRun> past = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      past.add(new PastRun(100, "{}", i));
    }
    RunTime time = RunTimes.past(past);
    assertThat(time.longerThan(10).orElseThrow().low()).isGreaterThan(10);
    assertThat(time.longerThan(17).orElseThrow().percent()).isEqualTo(50);
    assertThat(time.longerThan(18)).isEmpty();
  }

  @Test
  void a_forecast_says_nothing_behind_a_run_that_lasts_longer_than_any_before() {
    RunTime past = RunTimes.past(runs(10, 4));
    var overdue = new QueueForecast.Present(past, 60);
    assertThat(QueueForecast.of(1, List.of(overdue), past).start(1)).isEmpty();
    assertThat(QueueForecast.of(2, List.of(overdue), past).start(1).orElseThrow().high()).isZero();
  }
}

package dev.retort.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static Latencies milliseconds(int from, int to) {
    Latencies latencies = new Latencies();
    for (int value = to; value >= from; value--) {
      latencies.add(value * 1_000_000L);
    }
    return latencies;
  }

  @Test
  void a_percentile_is_the_least_value_that_so_many_do_not_exceed() {
    Latencies latencies = milliseconds(1, 200);

    assertThat(latencies.percentile(50)).isEqualTo(100);
    assertThat(latencies.percentile(99)).isEqualTo(198);
    assertThat(latencies.percentile(99.9)).isEqualTo(200);
    assertThat(latencies.percentile(100)).isEqualTo(200);
  }

  @Test
  void what_is_added_after_a_look_counts_too() {
    Latencies latencies = milliseconds(1, 2);
    assertThat(latencies.percentile(100)).isEqualTo(2);

    latencies.add(0);

    assertThat(latencies.percentile(1)).isZero();
    assertThat(latencies.count()).isEqualTo(3);
  }

  @Test
  void more_than_the_first_room_are_kept() {
    assertThat(milliseconds(1, 10_000).percentile(99)).isEqualTo(9_900);
  }

  @Test
  void a_percentile_of_nothing_is_refused() {
    assertThatThrownBy(() -> new Latencies().percentile(50))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_percentile_above_a_hundred_is_refused() {
    assertThatThrownBy(() -> milliseconds(1, 2).percentile(101)).hasMessageContaining("101");
  }
}

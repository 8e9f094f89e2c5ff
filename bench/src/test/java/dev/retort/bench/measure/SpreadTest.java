package dev.retort.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void the_median_of_an_odd_number_is_the_one_in_the_middle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(1, 5, 9, 3));
  }

  @Test
  void the_median_of_an_even_number_is_half_way_between_the_two_in_the_middle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 9.0, 3.0))).isEqualTo(new Spread(1, 3.5, 9, 4));
  }

  @Test
  void a_spread_of_nothing_is_refused() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_ratio_is_taken_within_each_round() {
    List<Double> ratios = Spread.ratios(List.of(10.0, 2.0), List.of(20.0, 4.0));

    assertThat(ratios).containsExactly(0.5, 0.5);
  }

  @Test
  void a_ratio_of_different_numbers_of_rounds_is_refused() {
    assertThatThrownBy(() -> Spread.ratios(List.of(1.0), List.of()))
        .hasMessageContaining("1 and 0");
  }

  @Test
  void a_target_is_for_the_median_and_its_limit_is_within_it() {
    Spread spread = new Spread(1, 5, 9, 3);

    assertThat(Target.atLeast(5).verdict(spread)).isEqualTo("reached");
    assertThat(Target.atMost(5).verdict(spread)).isEqualTo("reached");
    assertThat(Target.atLeast(5.01).verdict(spread)).isEqualTo("missed");
    assertThat(Target.atMost(4.99).verdict(spread)).isEqualTo("missed");
    assertThat(Target.atLeast(40_000)).hasToString(">= 40000");
  }
}

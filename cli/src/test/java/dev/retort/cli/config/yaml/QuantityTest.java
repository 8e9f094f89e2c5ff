package dev.retort.cli.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.engine.program.DurationText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @Test
  void durations_are_read_as_people_write_them() {
    assertThat(DurationText.parse("2h")).contains(Duration.ofHours(2));
    assertThat(DurationText.parse("1m30s")).contains(Duration.ofSeconds(90));
    assertThat(DurationText.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(DurationText.parse("7d")).contains(Duration.ofDays(7));
    assertThat(DurationText.parse("0s")).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "30s1m", "1.5h", "-1s", "2 h", "99999999999999999999s"})
  void what_is_no_duration_is_none(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2h", "1m30s", "500ms", "7d", "0s", "1d1h1m1s1ms"})
  void durations_are_written_as_they_are_read(String text) {
    assertThat(DurationText.of(DurationText.parse(text).orElseThrow())).isEqualTo(text);
  }

  @Test
  void sizes_are_told_roughly() {
    assertThat(Quantity.rough(0)).isEqualTo("0 bytes");
    assertThat(Quantity.rough(64L << 20)).isEqualTo("64 MiB");
    assertThat(Quantity.rough(8_243_134_464L)).isEqualTo("7.7 GiB");
  }

  @Test
  void sizes_are_read_as_people_write_them() {
    assertThat(Quantity.size("64MiB")).contains(64L << 20);
    assertThat(Quantity.size("10kB")).contains(10_000L);
    assertThat(Quantity.size("1.5 KiB")).contains(1536L);
    assertThat(Quantity.size("7")).contains(7L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1.5", "-1", "10XB", "999999999999999TiB"})
  void what_is_no_size_is_none(String text) {
    assertThat(Quantity.size(text)).isEmpty();
  }
}

package dev.retort.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.chaos.check.LedgerEntry.Event;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {
  @Test
  void a_line_is_read_as_it_was_written() {
    LedgerEntry entry = new LedgerEntry("id", 2, Event.BEAT, 4711, 12.34);

    assertThat(LedgerEntry.parse(entry.line())).isEqualTo(entry);
  }

  @Test
  void a_torn_line_is_not_taken_for_a_whole_one() {
    assertThatThrownBy(() -> LedgerEntry.parse("id 2 beat 47"))
        .hasMessageContaining("id 2 beat 47");
  }
}

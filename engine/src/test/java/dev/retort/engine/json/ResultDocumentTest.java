package dev.retort.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a program may leave as its JSON result.
class ResultDocumentTest {
  @ParameterizedTest
  @ValueSource(strings = {"42", "null", "\"text\"", "{\"hits\": [1, 2]}", " [] "})
  void one_document_is_kept_as_it_is(String json) {
    assertThat(ResultDocument.require(json)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "hello", "{\"a\": 1", "1 2", "{\"a\": 1, \"a\": 2}", "NaN"})
  void what_is_no_document_or_not_one_is_refused(String json) {
    assertThatThrownBy(() -> ResultDocument.require(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a result must be JSON");
  }

  @Test
  void one_that_nobody_could_read_back_is_refused() {
    assertThatThrownBy(() -> ResultDocument.require("[".repeat(65) + "]".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResultDocument.require("[" + "1,".repeat(500_000) + "1]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1000000 characters");
  }
}

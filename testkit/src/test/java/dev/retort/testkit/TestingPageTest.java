package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/testing.md shows what really runs.
class TestingPageTest {
  @Test
  void the_page_shows_the_example_word_for_word() throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/dev/retort/testkit/NightlySearchTest.java"));
    String example = source.substring(source.indexOf("class NightlySearchTest"));
    assertThat(Files.readString(Path.of("../docs/testing.md")))
        .contains("```java\n" + example + "```\n");
  }
}

package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/embedding.md shows what the examples contain, and these are built and run.
final class EmbeddingPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(?:java|xml)\n(.*?)```");

  @Test
  void every_block_of_the_page_is_code_of_an_example() throws IOException {
    String examples = flat(text("../examples/plain-java") + text("../examples/spring-boot"));
    List<String> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(Files.readString(Path.of("../docs/embedding.md")));
    while (found.find()) {
      blocks.add(flat(found.group(1)));
    }
    assertThat(blocks)
        .hasSizeGreaterThan(6)
        .allSatisfy(block -> assertThat(examples).contains(block));
  }

  /// The poms and the sources of an example.
  private static String text(String example) throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(Path.of(example, "pom.xml")));
    try (Stream<Path> files = Files.walk(Path.of(example, "src"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static String flat(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}

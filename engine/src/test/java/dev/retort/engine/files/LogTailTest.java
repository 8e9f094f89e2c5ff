package dev.retort.engine.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
  @TempDir Path directory;

  private String tail(byte[] log) throws IOException {
    Path file = directory.resolve("stderr");
    Files.write(file, log);
    return LogTail.of(file).orElseThrow();
  }

  private String tail(String log) throws IOException {
    return tail(log.getBytes(UTF_8));
  }

  @Test
  void a_short_log_is_whole() throws IOException {
    assertThat(tail("one\n\n  two\n")).isEqualTo("one\n\n  two");
    assertThat(tail("")).isEmpty();
    assertThat(LogTail.of(directory.resolve("none"))).isEmpty();
  }

  @Test
  void a_long_log_is_cut_to_whole_lines() throws IOException {
    String lines =
        IntStream.range(0, 10_000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));

    assertThat(tail(lines).lines())
        .hasSize(LogTail.MAX_LINES)
        .first()
        .isEqualTo(Integer.toString(10_000 - LogTail.MAX_LINES));
  }

  @Test
  void a_line_without_end_is_bounded() throws IOException {
    assertThat(tail("x".repeat(1_000_000))).isEqualTo("x".repeat(LogTail.MAX_BYTES));
  }

  @Test
  void a_terminal_gets_no_commands() throws IOException {
    assertThat(tail("\u001b[1;31mred\u001b[0m \u001b]0;title\u0007\u001bc\u0007\u0000\u009b2J"))
        .isEqualTo("red \uFFFD\uFFFD\uFFFD2J");
    assertThat(tail("safe\u202Egnp.exe\u2028next")).isEqualTo("safe\uFFFDgnp.exe\uFFFDnext");
  }

  @Test
  void a_progress_bar_is_its_last_state() throws IOException {
    assertThat(tail("10 %\r50 %\r99 %\r\nfailed\n")).isEqualTo("99 %\nfailed");
  }

  @Test
  void bytes_that_are_not_utf_8_are_replaced() throws IOException {
    assertThat(tail("r\u00e9sum\u00e9\n".getBytes(ISO_8859_1))).isEqualTo("r\uFFFDsum\uFFFD");
  }
}

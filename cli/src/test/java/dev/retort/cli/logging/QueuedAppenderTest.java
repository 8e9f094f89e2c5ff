package dev.retort.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueuedAppenderTest {
  private static final int LINES = 40_000;

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CountDownLatch reading = new CountDownLatch(1);

  /// Nobody reads it until the latch is open.
  private final class Pipe extends OutputStream {
    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        reading.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      read.write(bytes, offset, length);
    }
  }

  private Logger logger() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %msg%n");
    encoder.start();
    QueuedAppender appender = new QueuedAppender(new Pipe());
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger logger = context.getLogger("test");
    logger.addAppender(appender);
    return logger;
  }

  private List<String> lines() {
    return read.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void every_line_is_written_in_its_order_before_a_stop_returns() {
    Logger logger = logger();
    reading.countDown();

    IntStream.range(0, 1_000).forEach(number -> logger.info("line {}", number));
    context.stop();

    assertThat(lines())
        .isEqualTo(IntStream.range(0, 1_000).mapToObj(number -> "INFO line " + number).toList());
  }

  @Test
  void a_log_that_nobody_reads_holds_nobody_up_and_tells_its_gap() {
    Logger logger = logger();

    IntStream.range(0, LINES).forEach(number -> logger.info("line {}", number));
    reading.countDown();
    context.stop();

    long written = lines().stream().filter(line -> line.startsWith("INFO line")).count();
    assertThat(written).isPositive().isLessThan(LINES);
    assertThat(lines())
        .contains(
            "WARN log - "
                + (LINES - written)
                + " lines are missing here: stderr was not read fast enough");
  }
}

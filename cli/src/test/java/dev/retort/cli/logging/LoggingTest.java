package dev.retort.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoggingTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger other = context.getLogger("java.lang.ProcessBuilder");
  private final Moments moments = new Moments();

  /// What another thread's logger would write at each step of a change.
  private final class Moments implements LoggerContextListener {
    final List<Level> levels = new ArrayList<>();

    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onStart(LoggerContext started) {}

    @Override
    public void onReset(LoggerContext reset) {
      levels.add(other.getEffectiveLevel());
    }

    @Override
    public void onStop(LoggerContext stopped) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {
      levels.add(other.getEffectiveLevel());
    }
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void no_thread_is_asked_for_more_than_is_told_while_it_starts() {
    new EarlyLogging().configure(context);
    context.addListener(moments);

    Logging.set(context, Logging.Format.TEXT);

    assertThat(moments.levels).isNotEmpty().isSubsetOf(Level.WARN, Level.INFO);
    assertThat(other.getEffectiveLevel()).isEqualTo(Level.INFO);
  }
}

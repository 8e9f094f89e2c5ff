package dev.retort.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/// How a server logs: to stderr, for people or for machines. Until [#start] only warnings are told.
final class Logging {
  /// Asked for once: SLF4J gives a stand-in to whoever asks while another thread sets it up.
  private static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();

  private Logging() {}

  /// The two forms.
  enum Format {
    /// `INFO 2026-01-31 12:00:00,123 - logger - message`
    TEXT,
    /// One JSON object a line.
    JSON
  }

  /// Has Logback set up; the first time in a process takes long.
  static void warmUp() {
    // the class did so when it was loaded
  }

  static void start(Format format) {
    String file = "logback-" + format.name().toLowerCase(Locale.ROOT) + ".xml";
    URL resource = Objects.requireNonNull(Logging.class.getResource(file), file);
    CONTEXT.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(CONTEXT);
    try {
      configurator.doConfigure(resource);
    } catch (JoranException broken) {
      throw new IllegalStateException("the log cannot be set up from " + file, broken);
    }
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Logging::stop));
  }

  /// Writes what is still on its way to stderr; what is logged after that is lost.
  static void stop() {
    CONTEXT.stop();
  }
}

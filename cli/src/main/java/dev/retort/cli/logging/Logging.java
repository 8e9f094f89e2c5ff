package dev.retort.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Configures the log of a server: on stderr, for people or machines. Before [#start] only warnings
/// are logged, see [EarlyLogging].
public final class Logging {
  private static final String LINE = "%-9level %d{\"yyyy-MM-dd HH:mm:ss,SSS\"} - %logger - %msg%n";

  /// Libraries that log too much for a server's log.
  private static final List<String> QUIET =
      List.of("org.flywaydb", "org.eclipse.jetty", "com.networknt", "org.sqlite", "jdk");

  private Logging() {}

  /// The two formats.
  public enum Format {
    /// `INFO 2026-01-31 12:00:00,123 - logger - message`
    TEXT {
      @Override
      Encoder<ILoggingEvent> make() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(LINE);
        return encoder;
      }
    },
    /// One JSON object a line.
    JSON {
      @Override
      Encoder<ILoggingEvent> make() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        encoder.setWithKVPList(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return encoder;
      }
    };

    abstract Encoder<ILoggingEvent> make();

    /// A started encoder for lines of this format.
    Encoder<ILoggingEvent> encoder(LoggerContext context) {
      Encoder<ILoggingEvent> encoder = make();
      encoder.setContext(context);
      encoder.start();
      return encoder;
    }
  }

  /// Created once: SLF4J returns a substitute while another thread initializes it.
  private static final class Context {
    static final LoggerContext ONLY = (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /// Initializes Logback, which takes long the first time in a process.
  public static void warmUp() {
    var unused = Context.ONLY;
  }

  public static void start(Format format) {
    set(Context.ONLY, format);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Logging::stop));
  }

  /// Does not reset the context: other threads log already, and a context enables all levels for a
  /// moment during a reset.
  static void set(LoggerContext context, Format format) {
    QueuedAppender appender = new QueuedAppender();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setEncoder(format.encoder(context));
    appender.start();
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> former = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(former::add);
    root.addAppender(appender);
    former.forEach(root::detachAppender);
    former.forEach(Appender::stop);
    root.setLevel(Level.INFO);
  }

  /// Writes queued lines to stderr; later lines are lost.
  public static void stop() {
    Context.ONLY.stop();
  }
}

package dev.retort.warden.process;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.LogRecord;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The standard output and standard error of one attempt, on their way into its directory. Not
/// thread-safe: the start of the attempt uses it first, then its end.
final class AttemptLogs {
  private static final System.Logger LOG = System.getLogger(AttemptLogs.class.getName());
  private static final int LONGEST_LINE = 4 << 10;
  private static final Duration PATIENCE_WITH_PIPES = Duration.ofSeconds(5);

  private static final LogRecord NOTHING = new LogRecord(0, 0, false);

  /// Of a log that may not be on disk.
  private static final LogRecord UNKNOWN = new LogRecord(0, 0, true);

  private final AttemptDirectory files;
  private @Nullable LogFile stdout;
  private @Nullable LogFile stderr;

  AttemptLogs(AttemptDirectory files) {
    this.files = files;
  }

  /// Opens both logs with the limits of the launch. Standard output holds the bytes of the program
  /// alone; standard error is for people and is marked where it is cut.
  ///
  /// @param outputCut run when a byte of standard output is not kept
  void open(LogPump pump, Launch launch, Runnable outputCut) throws IOException {
    LogFile out = pump.open(files.stdout(), launch.stdoutLimit(), false);
    out.whenCut(outputCut);
    stdout = out;
    stderr = pump.open(files.stderr(), launch.stderrLimit(), true);
  }

  /// Once open.
  LogFile stdout() {
    return Objects.requireNonNull(stdout, "the logs are not open");
  }

  /// Once open.
  LogFile stderr() {
    return Objects.requireNonNull(stderr, "the logs are not open");
  }

  /// The program has its own copies of the write ends.
  void closeWriteEnds() {
    if (stdout != null) {
      stdout.closeWriteEnd();
    }
    if (stderr != null) {
      stderr.closeWriteEnd();
    }
  }

  /// Syncs and closes standard output.
  LogRecord closeStdout() {
    return close(stdout);
  }

  /// Syncs and closes standard error.
  LogRecord closeStderr() {
    return close(stderr);
  }

  /// Closes standard error and returns its first line.
  String firstLineOfStderr() {
    LogRecord unused = close(stderr);
    stderr = null;
    String unexplained = "it does not start";
    try {
      String text = UTF_8.decode(RegularFiles.head(files.stderr(), LONGEST_LINE)).toString();
      return text.strip().lines().findFirst().orElse(unexplained);
    } catch (IOException e) {
      return unexplained;
    }
  }

  /// Closes both logs of a program that never ran, without waiting for output.
  void discard() throws IOException, InterruptedException {
    if (stdout != null) {
      stdout.finish(Duration.ZERO);
    }
    if (stderr != null) {
      stderr.finish(Duration.ZERO);
    }
  }

  private LogRecord close(@Nullable LogFile log) {
    try {
      return log == null ? NOTHING : log.finish(PATIENCE_WITH_PIPES);
    } catch (IOException e) {
      LOG.log(WARNING, "cannot sync a log in " + files.path(), e);
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}

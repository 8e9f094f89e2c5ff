package dev.retort.chaos.subject;

import dev.retort.chaos.check.Rules;
import dev.retort.core.Reason;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.ChildSettings.LogLimits;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The programs of a [ChaosServer]. The first group writes the ledger and follows the query's
/// parameters; the second runs the query's sequence as a shell script.
public final class SubjectPrograms {
  /// The limit of counted attempts of all programs except those that kill their server.
  public static final int MOST_ATTEMPTS = 25;

  /// The limit for programs that kill their server.
  public static final int MOST_HALTS = 3;

  public static final String COMMAND = "command";

  /// One run at a time, so that the order is visible.
  public static final String ORDERED = "ordered";

  /// A hundred runs at a time; each waits until the file in its parameter `gate` exists.
  public static final String GATED = "gated";

  public static final String BLOCKING = "blocking";
  public static final String ASYNC = "async";
  public static final String ISOLATED = "isolated";

  /// Halts its server.
  public static final String HALTING = "halting";

  /// Exhausts the heap of its server.
  public static final String DEVOURING = "devouring";

  /// A shell script; grace period of one second.
  public static final String SCRIPT = "script";

  /// The same in bubblewrap.
  public static final String SANDBOXED = "sandboxed";

  /// The same with limits: 256 MiB and 64 processes.
  public static final String LIMITED = "limited";

  /// The same with logs of at most a megabyte.
  public static final String SHORT_LOG = "short-log";

  /// The size of logs of [#SHORT_LOG] in bytes.
  public static final long LOG_LIMIT = 1L << 20;

  /// The rules for a fault that kills only the server.
  public static final Rules RULES =
      new Rules(
          Set.of(COMMAND, ORDERED, GATED, ISOLATED, SCRIPT, SANDBOXED, LIMITED, SHORT_LOG),
          Set.of(ORDERED),
          Set.of(COMMAND, ORDERED, GATED, ISOLATED, BLOCKING, ASYNC),
          false,
          MOST_ATTEMPTS,
          true);

  private static final int MEBIBYTE = 1 << 20;
  private static final int AT_ONCE = 6;
  private static final int GATED_AT_ONCE = 100;
  private static final long MEMORY = 256L << 20;
  private static final int PROCESSES = 64;

  private static final String PARAMETERS =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "code": {"type": "integer"}, "millis": {"type": "integer"},
        "lines": {"type": "integer"}, "gate": {"type": "string"}}}
      """;

  private static final ProgramSettings SETTINGS =
      ProgramSettings.DEFAULTS
          .withParameters(PARAMETERS)
          .withRetry(
              new RetryPolicy(
                  MOST_ATTEMPTS, Set.of(Reason.LOST, Reason.LAUNCH), Duration.ofMillis(100)))
          .withGracePeriod(Duration.ofSeconds(1));

  private SubjectPrograms() {}

  static List<Program> all(Path ledger, Path script) {
    LedgerFile file = new LedgerFile(ledger);
    return List.of(
        ledger(COMMAND, AT_ONCE, script, ledger),
        ledger(ORDERED, 1, script, ledger),
        ledger(GATED, GATED_AT_ONCE, script, ledger),
        new Program.Blocking(BLOCKING, SETTINGS.withConcurrency(AT_ONCE), new LedgerBlocking(file)),
        new Program.Async(ASYNC, SETTINGS.withConcurrency(AT_ONCE), new LedgerAsync(file)),
        isolated(ledger),
        killing(HALTING, _ -> halt()),
        killing(DEVOURING, _ -> devour()),
        shell(SCRIPT, SETTINGS, ChildSettings.DEFAULTS),
        shell(SANDBOXED, SETTINGS, ChildSettings.DEFAULTS.withSandbox(Sandbox.BUBBLEWRAP)),
        shell(
            LIMITED,
            SETTINGS.withLimits(limits -> limits.withMemory(MEMORY).withProcesses(PROCESSES)),
            ChildSettings.DEFAULTS),
        logging(ChildSettings.DEFAULTS.withLogs(new LogLimits(LOG_LIMIT, LOG_LIMIT))));
  }

  /// Its result is a file, so that its standard output may be cut.
  private static Program logging(ChildSettings child) {
    return new Program.Command(
        SHORT_LOG,
        SETTINGS.withConcurrency(AT_ONCE),
        CommandSettings.of(List.of("/bin/sh", "{sequence_file}"), Map.of())
            .withResult("result")
            .withChild(child));
  }

  private static Program ledger(String name, int atOnce, Path script, Path ledger) {
    return new Program.Command(
        name,
        SETTINGS.withConcurrency(atOnce),
        CommandSettings.of(List.of("/bin/sh", script.toString(), ledger.toString()), Map.of()));
  }

  private static Program isolated(Path ledger) {
    return new Program.Isolated(
        ISOLATED,
        SETTINGS.withConcurrency(2),
        new IsolatedSettings(
            LedgerIsolated.class.getName(),
            List.of(),
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            ChildSettings.DEFAULTS.withEnv(Map.of(LedgerIsolated.LEDGER, ledger.toString()))));
  }

  private static Program killing(String name, BlockingCode code) {
    RetryPolicy retry = new RetryPolicy(MOST_HALTS, Set.of(Reason.LOST), Duration.ofMillis(100));
    return new Program.Blocking(name, SETTINGS.withRetry(retry), code);
  }

  private static int halt() {
    Runtime.getRuntime().halt(Failpoint.EXIT_CODE);
    return 0;
  }

  private static int devour() {
    List<byte[]> taken = new ArrayList<>();
    while (taken.size() < Integer.MAX_VALUE) {
      taken.add(new byte[MEBIBYTE]);
    }
    return 0;
  }

  private static Program shell(String name, ProgramSettings settings, ChildSettings child) {
    return new Program.Command(
        name,
        settings.withConcurrency(AT_ONCE),
        CommandSettings.of(List.of("/bin/sh", "{sequence_file}"), Map.of()).withChild(child));
  }
}

package dev.retort.bench.subject;

import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The programs of a [BenchServer].
public final class BenchPrograms {
  /// One run at a time, which never ends, so that all other experiments wait.
  public static final String HELD = "held";

  /// Ends immediately; unlimited concurrency.
  public static final String NOOP = "noop";

  /// Waits for hours without a thread; unlimited concurrency.
  public static final String SLEEPER = "sleeper";

  /// Blocks a thread for five seconds; 200 runs at a time.
  public static final String BLOCKING = "blocking";

  /// `/bin/true`, two runs at a time.
  public static final String COMMAND = "command";

  /// Occupies a core until it is stopped, as a child process.
  public static final String BURNER = "burner";

  /// The same as Java code in its own JVM.
  public static final String ISOLATED_BURNER = "isolated-burner";

  /// Ends immediately; its parameters have patterns that match slowly and explosively.
  public static final String CHECKED = "checked";

  /// Makes 10,000 files.
  public static final String LITTER = "litter";

  /// The concurrency of [#BLOCKING].
  public static final int WAVE = 200;

  private static final String PATTERNS =
      """
      {"type": "object", "properties": {
         "slow": {"type": "string", "pattern": "[a-z]+@[a-z]+"},
         "explosive": {"type": "string", "pattern": "^(a|a)*\\\\1$"}}}
      """;

  private static final Duration BLOCKED = Duration.ofSeconds(5);

  private BenchPrograms() {}

  /// The number of burners, which exceeds the number of cores.
  public static int burners() {
    return 2 * Runtime.getRuntime().availableProcessors();
  }

  static List<Program> all() {
    return List.of(
        new Program.Async(
            HELD, ProgramSettings.DEFAULTS.withDefault(true), _ -> new CompletableFuture<>()),
        new Program.Async(NOOP, unlimited(), _ -> CompletableFuture.completedFuture(0)),
        new Program.Async(SLEEPER, unlimited(), _ -> new CompletableFuture<>()),
        new Program.Blocking(
            BLOCKING, ProgramSettings.DEFAULTS.withConcurrency(WAVE), _ -> block()),
        new Program.Async(
            CHECKED,
            unlimited().withParameters(PATTERNS),
            _ -> CompletableFuture.completedFuture(0)),
        command(
            LITTER,
            1,
            List.of("/bin/sh", "-c", "i=0; while [ $i -lt 10000 ]; do : >$i; i=$((i+1)); done")),
        command(COMMAND, 2, List.of("/bin/true")),
        command(BURNER, burners(), List.of("/bin/sh", "-c", "while :; do :; done")),
        new Program.Isolated(
            ISOLATED_BURNER,
            ProgramSettings.DEFAULTS.withConcurrency(burners()),
            IsolatedSettings.of(IsolatedBurner.class)));
  }

  private static ProgramSettings unlimited() {
    return ProgramSettings.DEFAULTS.withConcurrency(Limits.UNLIMITED);
  }

  private static Program command(String name, int atOnce, List<String> argv) {
    return new Program.Command(
        name, ProgramSettings.DEFAULTS.withConcurrency(atOnce), CommandSettings.of(argv, Map.of()));
  }

  private static int block() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(BLOCKED.toNanos());
    return 0;
  }
}

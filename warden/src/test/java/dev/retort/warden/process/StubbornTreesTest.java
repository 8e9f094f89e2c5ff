package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.shell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Sandbox;
import dev.retort.test.Needed;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.isolation.Bubblewrap;
import dev.retort.warden.linux.ProcFs;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Five kinds of programs that do not want to go, with each proof of the end: when the exit record
/// is there, `/proc` shows none of their processes.
class StubbornTreesTest {
  /// No other process on this machine has an argument like it.
  private static final String MARK = "86399." + ProcessHandle.current().pid();

  @TempDir Path data;
  private @Nullable WardenHarness running;

  @AfterEach
  void close() {
    if (running != null) {
      running.close();
    }
    System.clearProperty(WardenProcess.CGROUP_PROPERTY);
  }

  /// Each says `up` when all of it is there, and then lives on until it is stopped, or ends itself.
  enum Tree {
    IGNORES_SIGTERM("trap '' TERM; echo up > up; while :; do sleep $MARK; done"),
    DOUBLE_FORK(
        "(env -i sh -c 'sleep $MARK & sleep $MARK' &) ; sleep 0.2; echo up > up; exec sleep $MARK"),
    NEW_SESSIONS(
        "setsid sh -c \"trap '' TERM; setsid sh -c 'setsid sleep $MARK & sleep $MARK' & sleep $MARK\" &"
            + " sleep 0.2; echo up > up; wait"),
    HOLDS_STDOUT("sleep $MARK & echo up > up; exit 0"),
    /// In a subshell: a shell that cannot fork ends, and the limit may count the threads of others.
    FORK_BOMB(
        "n() { i=0; while [ $i -lt 100 ]; do (setsid sleep $MARK &) 2>/dev/null; i=$((i+1)); done; };"
            + " (n) 2>/dev/null; echo up > up; exec sleep $MARK");

    private final String script;

    Tree(String script) {
      this.script = script;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cgroup, IGNORES_SIGTERM",
    "cgroup, DOUBLE_FORK",
    "cgroup, NEW_SESSIONS",
    "cgroup, HOLDS_STDOUT",
    "cgroup, FORK_BOMB",
    "cookie, IGNORES_SIGTERM",
    "cookie, DOUBLE_FORK",
    "cookie, NEW_SESSIONS",
    "cookie, HOLDS_STDOUT",
    "cookie, FORK_BOMB",
    "pid-namespace, IGNORES_SIGTERM",
    "pid-namespace, DOUBLE_FORK",
    "pid-namespace, NEW_SESSIONS",
    "pid-namespace, HOLDS_STDOUT",
    "pid-namespace, FORK_BOMB",
  })
  void nothing_of_it_lives_when_its_end_is_recorded(String proof, Tree tree) {
    Sandbox sandbox = proof.equals("pid-namespace") ? Sandbox.BUBBLEWRAP : Sandbox.NONE;
    WardenHarness.assumeGroups(proof.equals("cgroup") ? "v1" : "none");
    if (sandbox == Sandbox.BUBBLEWRAP) {
      Needed.here("bwrap", Bubblewrap.obstacle());
    }
    System.setProperty(WardenProcess.CGROUP_PROPERTY, proof.equals("cgroup") ? "v1" : "none");
    WardenHarness harness = new WardenHarness(data);
    running = harness;
    Path attempt = harness.newAttemptOf("7");
    Launch launch = shell(attempt, tree.script.replace("$MARK", MARK));
    Launch impatient = WardenHarness.withGracePeriod(launch, WardenHarness.SHORT);
    harness.start(WardenHarness.with(impatient, new ResourceLimits(null, 64), sandbox));
    awaitText(attempt.resolve("work/up"));
    if (tree != Tree.HOLDS_STDOUT) {
      assertThat(withArgument(MARK)).isNotEmpty();
      harness.warden().stop(attempt, StopCause.CANCEL);
    }
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(withArgument(MARK)).isEmpty();
    assertThat(exit.proof().word()).isEqualTo(proof);
  }

  /// The living processes that have `argument` somewhere on their command line.
  static List<Long> withArgument(String argument) {
    return ProcFs.pids().stream()
        .filter(WardenHarness::alive)
        .filter(pid ->
            ProcFs.read(ProcFs.directory(pid).resolve("cmdline"))
                .map(line -> line.contains(argument))
                .orElse(false))
        .toList();
  }
}

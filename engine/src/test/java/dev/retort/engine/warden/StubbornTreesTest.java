package dev.retort.engine.warden;

import static dev.retort.engine.warden.WardenHarness.awaitText;
import static dev.retort.engine.warden.WardenHarness.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.retort.core.Sandbox;
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
    System.clearProperty(ControlGroups.PROPERTY);
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
    FORK_BOMB(
        "n() { i=0; while [ $i -lt 100 ]; do (setsid sleep $MARK &) 2>/dev/null; i=$((i+1)); done; };"
            + " n 2>/dev/null; echo up > up; exec sleep $MARK");

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
    assumeThat(proof.equals("cgroup")).isIn(false, Protection.probe().proof().equals("cgroup"));
    assumeThat(sandbox == Sandbox.NONE || Bubblewrap.obstacle().isEmpty()).isTrue();
    System.setProperty(ControlGroups.PROPERTY, proof.equals("cgroup") ? "v1" : "none");
    WardenHarness harness = new WardenHarness(data);
    running = harness;
    Path attempt = harness.newAttemptOf("7");
    Launch launch = shell(attempt, tree.script.replace("$MARK", MARK));
    Launch impatient = WardenHarness.withGracePeriod(launch, WardenHarness.SHORT);
    harness.start(WardenHarness.with(impatient, new Limits(null, 64), sandbox));
    awaitText(attempt.resolve("work/up"));
    if (tree != Tree.HOLDS_STDOUT) {
      assertThat(withArgument(MARK)).isNotEmpty();
      harness.warden().stop(attempt, StopCause.CANCEL);
    }
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(withArgument(MARK)).isEmpty();
    assertThat(exit.proof()).isEqualTo(proof);
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

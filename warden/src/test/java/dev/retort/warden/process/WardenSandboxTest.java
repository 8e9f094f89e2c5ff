package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.alive;
import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.read;
import static dev.retort.warden.process.WardenHarness.shell;
import static dev.retort.warden.process.WardenHarness.withGracePeriod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Sandbox;
import dev.retort.test.Needed;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.TemporaryDirectory;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.isolation.Bubblewrap;
import dev.retort.warden.isolation.Leftovers;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs under bubblewrap, with control groups and without.
@ParameterizedClass
@ValueSource(strings = {"v1", "none"})
class WardenSandboxTest {
  private final String groups;
  private final @Nullable String bwrap = System.getProperty(WardenProcess.BWRAP_PROPERTY);

  @TempDir Path data;
  private WardenHarness harness;
  private Path attempt;

  WardenSandboxTest(String groups) {
    this.groups = groups;
  }

  @BeforeEach
  void connect() {
    harness = new WardenHarness(data);
    Needed.here("bwrap", Bubblewrap.obstacle());
    System.setProperty(WardenProcess.CGROUP_PROPERTY, groups);
    WardenHarness.assumeGroups(groups);
    attempt = harness.newAttemptOf("7");
  }

  @AfterEach
  void close() {
    harness.close();
    System.clearProperty(WardenProcess.CGROUP_PROPERTY);
    if (bwrap == null) {
      System.clearProperty(WardenProcess.BWRAP_PROPERTY);
    } else {
      System.setProperty(WardenProcess.BWRAP_PROPERTY, bwrap);
    }
  }

  private Launch sandboxed(String script) {
    return WardenHarness.with(shell(attempt, script), ResourceLimits.NONE, Sandbox.BUBBLEWRAP);
  }

  @Test
  void a_sandboxed_program_can_write_temporary_files_and_nothing_of_them_is_left()
      throws IOException {
    TemporaryDirectory temporary = TemporaryDirectory.of(data, attempt);
    Path shown = temporary.create();
    assertThat(shown).isEqualTo(temporary.link());
    Launch launch = sandboxed("echo kept > $TMPDIR/file && cat " + temporary.directory() + "/file");

    ExitRecord exit =
        harness.run(
            launch
                .but()
                .environment(Map.of("PATH", "/usr/bin:/bin", "TMPDIR", shown.toString()))
                .build());

    assertThat(read(new AttemptDirectory(attempt).stdout())).isEqualTo("kept\n");
    assertThat(exit.temporaryLeft()).isNull();
    assertThat(temporary.directory()).doesNotExist();
    assertThat(data.resolve("tmp")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 127, 137, 255})
  void a_return_code_is_recorded_as_it_is(int code) {
    ExitRecord exit = harness.run(sandboxed("exit " + code));
    assertThat(exit.returnCode()).isEqualTo(code);
    assertThat(exit.signal()).isNull();
    assertThat(exit.proof()).isEqualTo(groups.equals("v1") ? Proof.CGROUP : Proof.PID_NAMESPACE);
  }

  @Test
  void standard_input_reaches_a_program_in_its_sandbox() throws IOException {
    Path input = Files.writeString(attempt.resolve("input"), "MKTA");
    harness.run(sandboxed("exec cat").but().stdin(input).build());
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("MKTA");
  }

  @Test
  void death_by_signal_is_not_a_return_code() {
    ExitRecord exit = harness.run(sandboxed("kill -9 $$"));
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.returnCode()).isNull();
  }

  @Test
  void a_program_that_kills_all_it_can_reaches_only_its_own() {
    Path other = harness.newAttempt();
    ProcessIdentity outside = harness.start(shell(other, "exec sleep 995"));
    ExitRecord exit = harness.run(sandboxed("sleep 999 & kill -9 -1; exit 7"));
    assertThat(exit.returnCode()).isEqualTo(7);
    assertThat(alive(outside.pid())).isTrue();
    assertThat(harness.warden().running()).containsExactly(other);
  }

  @Test
  void a_stop_lets_the_program_end_by_itself() {
    harness.start(
        sandboxed("trap 'echo bye; exit 5' TERM; echo up > up; while :; do sleep 0.01; done"));
    awaitText(attempt.resolve("work/up"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(exit.returnCode()).isEqualTo(5);
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("bye\n");
  }

  @Test
  void a_program_that_ignores_SIGTERM_is_killed() {
    Launch stubborn = sandboxed("trap '' TERM; echo up > up; while :; do sleep 0.05; done");
    harness.start(withGracePeriod(stubborn, WardenHarness.SHORT));
    awaitText(attempt.resolve("work/up"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.CANCEL);
  }

  @Test
  void it_writes_its_results_and_progress_and_nothing_else() throws IOException {
    Files.createDirectories(data.resolve("experiments/8"));
    Files.writeString(data.resolve("experiments/8/secret"), "secret");
    Files.writeString(data.resolve("experiments/7/input"), "input");
    String script =
        """
        echo result > result; echo 40 > $OLD/progress; cat $OLD/../../input
        for f in $OLD/exit $OLD/start $OLD/x $OLD/../../x $DATA/x $DATA/experiments/x /usr/x; do
          (echo x > $f) 2>/dev/null && echo wrote $f
        done
        ls $DATA; ls $DATA/experiments; cat /proc/net/dev | grep -c eth; exit 0
        """
            .replace("$OLD", attempt.toString())
            .replace("$DATA", data.toString());
    harness.run(sandboxed(script));
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("inputexperiments\n7\n0\n");
    assertThat(read(attempt.resolve("work/result"))).isEqualTo("result\n");
    assertThat(read(attempt.resolve("progress"))).isEqualTo("40\n");
  }

  @Test
  void it_has_no_privileges_and_its_environment_is_what_was_given() {
    harness.run(sandboxed("grep CapEff /proc/self/status; exec /usr/bin/env"));
    String cookie = new AttemptDirectory(attempt).start().orElseThrow().cookie();
    assertThat(read(attempt.resolve("stdout")).lines())
        .contains("CapEff:\t0000000000000000")
        .contains("PATH=/usr/bin:/bin", "RETORT_COOKIE=" + cookie)
        .noneMatch(line -> line.startsWith("PWD=" + data.resolve("nowhere")));
  }

  @Test
  void a_stray_daemon_does_not_outlive_its_program() {
    ExitRecord exit =
        harness.run(sandboxed("(setsid env -i sh -c 'exec sleep 994.31' &) ; sleep 0.2; exit 3"));
    assertThat(exit.returnCode()).isEqualTo(3);
    assertThat(StubbornTreesTest.withArgument("994.31")).isEmpty();
  }

  @Test
  void processor_time_is_counted() {
    ExitRecord exit =
        harness.run(sandboxed("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; exit 0"));
    assertThat(exit.cpuTime().toMillis()).isGreaterThan(50);
  }

  @Test
  void a_program_that_is_not_there_is_refused_in_a_sentence() throws IOException {
    Launch launch =
        WardenHarness.with(
            WardenHarness.command(attempt, "no-such-program"),
            ResourceLimits.NONE,
            Sandbox.BUBBLEWRAP);
    assertThat(harness.warden().start(launch))
        .isEqualTo(
            new StartResult.Refused(
                "cannot run \"no-such-program\": no such program in PATH /usr/bin:/bin"));
    assertThat(harness.warden().running()).isEmpty();
  }

  @Test
  void a_program_that_the_sandbox_hides_is_refused_in_a_sentence() throws IOException {
    Path hidden = attempt.resolve("../../../../hidden").normalize();
    Files.copy(Path.of("/bin/true"), hidden);
    Launch launch =
        WardenHarness.with(
            WardenHarness.command(attempt, hidden.toString()),
            ResourceLimits.NONE,
            Sandbox.BUBBLEWRAP);
    assertThat(harness.warden().start(launch))
        .isInstanceOfSatisfying(
            StartResult.Refused.class,
            refused -> assertThat(refused.message()).contains("in its sandbox", "not found"));
    assertThat(new AttemptDirectory(attempt).exit()).isEmpty();
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().refused()).contains("not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/bwrap", "/bin/false"})
  void where_bubblewrap_does_not_work_nothing_is_started(String bwrap) {
    System.setProperty(WardenProcess.BWRAP_PROPERTY, bwrap);
    assertThat(Bubblewrap.obstacle()).isPresent();
    assertThat(harness.warden().start(sandboxed("touch ran")))
        .isInstanceOfSatisfying(
            StartResult.Refused.class,
            refused -> assertThat(refused.message()).contains("sandbox", "bubblewrap"));
    assertThat(attempt.resolve("work/ran")).doesNotExist();
    assertThat(new AttemptDirectory(attempt).exit()).isEmpty();
  }

  @Test
  void what_a_killed_warden_leaves_is_killed_and_proven_gone() throws InterruptedException {
    ProcessIdentity process =
        harness.start(sandboxed("(setsid env -i sleep 994.32 &); echo up > up; exec sleep 994.32"));
    awaitText(attempt.resolve("work/up"));
    ProcessHandle.of(harness.warden().pid()).orElseThrow().destroyForcibly();
    harness.awaitLost();
    assertThat(Leftovers.kill(attempt))
        .isEqualTo(groups.equals("v1") ? Proof.CGROUP : Proof.PID_NAMESPACE);
    assertThat(alive(process.pid())).isFalse();
    assertThat(StubbornTreesTest.withArgument("994.32")).isEmpty();
  }
}

package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.read;
import static dev.retort.warden.process.WardenHarness.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Sandbox;
import dev.retort.test.Needed;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.client.StartRecord;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.isolation.Bubblewrap;
import dev.retort.warden.isolation.LimitGroups;
import dev.retort.warden.isolation.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of one attempt, in control groups where this machine has them, and without.
class WardenLimitsTest {
  private static final long MIB = 1 << 20;
  private static final String HOG =
      "head -c 150000001 /dev/zero | tail -c 150000000 > /dev/null; exit 0";

  /// A single process that wants more than 200 MB.
  private static final String GLUTTON =
      "exec awk 'BEGIN { x = \"0123456789\"; while (length(x) < 200000000) x = x x }'";

  @TempDir Path data;
  private WardenHarness harness;
  private Path attempt;

  @BeforeEach
  void connect() {
    harness = new WardenHarness(data);
    attempt = harness.newAttempt();
  }

  @AfterEach
  void close() {
    harness.close();
    System.clearProperty(WardenProcess.CGROUP_PROPERTY);
  }

  private Launch limited(String script, @Nullable Long memoryBytes, @Nullable Integer processes) {
    return WardenHarness.with(
        shell(attempt, script), new ResourceLimits(memoryBytes, processes), Sandbox.NONE);
  }

  private static void assumeGroups() {
    LimitGroups groups = LimitGroups.find("retort-test", Optional.empty());
    Needed.here(
        "a writable control group (v1) for memory and pids",
        groups.memory() == LimitGroups.Means.GROUP_1
            && groups.processes() == LimitGroups.Means.GROUP_1);
  }

  @Test
  void a_limit_below_one_is_no_limit() {
    assertThatThrownBy(() -> new ResourceLimits(0L, null))
        .hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> new ResourceLimits(null, -3))
        .hasMessageContaining("at least 1, got -3");
  }

  @Test
  void standard_input_reaches_a_program_with_limits() throws IOException {
    Path input = Files.writeString(attempt.resolve("input"), "MKTA");
    harness.run(limited("exec cat", 400 * MIB, 100).but().stdin(input).build());
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("MKTA");
  }

  @Test
  void a_program_beyond_its_memory_is_killed_and_the_record_says_why() {
    assumeGroups();
    ExitRecord exit = harness.run(limited(GLUTTON, 40 * MIB, null));
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.outOfMemory()).isTrue();
    assertThat(exit.stoppedBy()).isNull();
    assertThat(exit.peakMemoryBytes()).isBetween(30 * MIB, 40 * MIB);
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().limitedBy())
        .isEqualTo("memory by cgroup v1");
  }

  @Test
  void the_memory_of_all_processes_counts_together() {
    assumeGroups();
    ExitRecord exit = harness.run(limited("(" + HOG + ") & (" + HOG + ") & wait", 400 * MIB, null));
    assertThat(exit.outOfMemory()).isFalse();
    assertThat(exit.peakMemoryBytes()).isBetween(140 * MIB, 400 * MIB);
  }

  @Test
  void SIGKILL_from_elsewhere_is_not_taken_for_lack_of_memory() {
    assumeGroups();
    ExitRecord exit = harness.run(limited("kill -9 $$", 40 * MIB, null));
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.outOfMemory()).isFalse();
  }

  @Test
  void a_fork_bomb_gets_no_further_than_its_limit() {
    assumeGroups();
    harness.start(
        limited(
            "n=0; (for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 86398 & done) 2>&1;"
                + " echo up > up; exec sleep 86398",
            null,
            8));
    awaitText(attempt.resolve("work/up"));
    StartRecord start = new AttemptDirectory(attempt).start().orElseThrow();
    Path group = start.limitGroups().getFirst();
    assertThat(read(group.resolve("pids.max"))).isEqualTo("8\n");
    assertThat(Integer.parseInt(read(group.resolve("pids.current")).strip())).isLessThan(9);
    harness.warden().stop(attempt, StopCause.CANCEL);
    harness.awaitEnd(attempt);
    assertThat(read(attempt.resolve("stdout"))).containsIgnoringCase("cannot fork");
    await().untilAsserted(() -> assertThat(group).doesNotExist());
  }

  @Test
  void a_single_process_is_enough_for_a_program_that_starts_none() {
    assumeGroups();
    ExitRecord exit = harness.run(limited("exit 6", 40 * MIB, 1));
    assertThat(exit.returnCode()).isEqualTo(6);
  }

  @Test
  void a_sandbox_does_not_count_against_the_limit() {
    assumeGroups();
    Needed.here("bwrap", Bubblewrap.obstacle());
    attempt = harness.newAttemptOf("7");
    Launch launch = shell(attempt, "exit 6");
    ExitRecord exit =
        harness.run(
            WardenHarness.with(launch, new ResourceLimits(60 * MIB, 1), Sandbox.BUBBLEWRAP));
    assertThat(exit.returnCode()).isEqualTo(6);
    assertThat(exit.proof()).isEqualTo(Proof.CGROUP);
  }

  @Test
  void without_control_groups_the_address_space_is_limited() {
    System.setProperty(WardenProcess.CGROUP_PROPERTY, "none");
    ExitRecord exit = harness.run(limited("ulimit -v; " + GLUTTON, 100 * MIB, null));
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("102400\n");
    assertThat(exit.returnCode()).isNotZero();
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().limitedBy())
        .isEqualTo("memory by rlimit");
  }

  @Test
  void behind_a_gate_a_return_code_a_signal_and_a_refusal_stay_what_they_are() {
    System.setProperty(WardenProcess.CGROUP_PROPERTY, "none");
    assertThat(harness.run(limited("exit 127", 100 * MIB, null)).returnCode()).isEqualTo(127);
    attempt = harness.newAttempt();
    assertThat(harness.run(limited("kill -9 $$", 100 * MIB, null)).signal()).isEqualTo(9);
    Path third = harness.newAttempt();
    Launch missing = WardenHarness.command(third, "/no/such/program");
    assertThat(
            harness
                .warden()
                .start(WardenHarness.with(missing, new ResourceLimits(MIB, null), Sandbox.NONE)))
        .isEqualTo(
            new StartResult.Refused(
                "cannot run \"/no/such/program\": no such file: /no/such/program"));
  }

  @Test
  void a_probe_says_what_enforces_limits() {
    System.setProperty(WardenProcess.CGROUP_PROPERTY, "none");
    Protection protection = Protection.probe();
    assertThat(protection.limits()).startsWith("memory by rlimit, processes by ");
    assertThat(protection.warnings()).anyMatch(warning -> warning.contains("RLIMIT_AS"));
  }
}

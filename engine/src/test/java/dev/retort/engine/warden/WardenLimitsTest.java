package dev.retort.engine.warden;

import static dev.retort.engine.warden.WardenHarness.awaitText;
import static dev.retort.engine.warden.WardenHarness.read;
import static dev.retort.engine.warden.WardenHarness.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Sandbox;
import java.nio.file.Path;
import java.util.List;
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
    System.clearProperty(ControlGroups.PROPERTY);
  }

  private Launch limited(String script, @Nullable Long memoryBytes, @Nullable Integer processes) {
    return WardenHarness.with(
        shell(attempt, script), new Limits(memoryBytes, processes), Sandbox.NONE);
  }

  private static void assumeGroups() {
    LimitGroups groups = LimitGroups.find("retort-test", Optional.empty());
    assumeThat(List.of(groups.memory(), groups.processes()))
        .containsOnly(LimitGroups.Means.GROUP_1);
  }

  @Test
  void a_limit_below_one_is_no_limit() {
    assertThatThrownBy(() -> new Limits(0L, null)).hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> new Limits(null, -3)).hasMessageContaining("at least 1, got -3");
  }

  @Test
  void a_program_beyond_its_memory_is_killed_and_the_record_says_why() {
    assumeGroups();
    ExitRecord exit =
        harness.run(limited("exec perl -e '$x = \"a\" x 200_000_000'", 40 * MIB, null));
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.outOfMemory()).isTrue();
    assertThat(exit.stoppedBy()).isNull();
    assertThat(exit.peakMemoryBytes()).isBetween(30 * MIB, 40 * MIB);
    assertThat(AttemptRecord.start(attempt).orElseThrow().limitedBy())
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
    StartRecord start = AttemptRecord.start(attempt).orElseThrow();
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
    assumeThat(Bubblewrap.obstacle()).isEmpty();
    attempt = harness.newAttemptOf("7");
    Launch launch = shell(attempt, "exit 6");
    ExitRecord exit =
        harness.run(WardenHarness.with(launch, new Limits(60 * MIB, 1), Sandbox.BUBBLEWRAP));
    assertThat(exit.returnCode()).isEqualTo(6);
    assertThat(exit.proof()).isEqualTo("cgroup");
  }

  @Test
  void without_control_groups_the_address_space_is_limited() {
    System.setProperty(ControlGroups.PROPERTY, "none");
    ExitRecord exit =
        harness.run(limited("ulimit -v; exec perl -e '$x = \"a\" x 200_000_000'", 100 * MIB, null));
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("102400\n");
    assertThat(exit.returnCode()).isNotZero();
    assertThat(AttemptRecord.start(attempt).orElseThrow().limitedBy())
        .isEqualTo("memory by rlimit");
  }

  @Test
  void behind_a_gate_a_return_code_a_signal_and_a_refusal_stay_what_they_are() {
    System.setProperty(ControlGroups.PROPERTY, "none");
    assertThat(harness.run(limited("exit 127", 100 * MIB, null)).returnCode()).isEqualTo(127);
    attempt = harness.newAttempt();
    assertThat(harness.run(limited("kill -9 $$", 100 * MIB, null)).signal()).isEqualTo(9);
    Path third = harness.newAttempt();
    Launch missing = WardenHarness.command(third, "/no/such/program");
    assertThat(
            harness
                .warden()
                .start(WardenHarness.with(missing, new Limits(MIB, null), Sandbox.NONE)))
        .isEqualTo(
            new StartResult.Refused(
                "cannot run \"/no/such/program\": no such file: /no/such/program"));
  }

  @Test
  void a_probe_says_what_enforces_limits() {
    System.setProperty(ControlGroups.PROPERTY, "none");
    Protection protection = Protection.probe();
    assertThat(protection.limits()).startsWith("memory by rlimit, processes by ");
    assertThat(protection.warnings()).anyMatch(warning -> warning.contains("RLIMIT_AS"));
  }
}

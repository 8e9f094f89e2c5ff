package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.alive;
import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.read;
import static dev.retort.warden.process.WardenHarness.shell;
import static dev.retort.warden.process.WardenHarness.withGracePeriod;
import static dev.retort.warden.process.WardenHarness.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.StopRecord;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.isolation.Leftovers;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Stopping programs and killing what they leave, with each kind of control group and with none.
@ParameterizedClass
@ValueSource(strings = {"v1", "v2", "none"})
class WardenStopTest {
  private final String groups;

  @TempDir Path data;
  private WardenHarness harness;

  WardenStopTest(String groups) {
    this.groups = groups;
  }

  @BeforeEach
  void connect() {
    System.setProperty(WardenProcess.CGROUP_PROPERTY, groups);
    harness = new WardenHarness(data);
    WardenHarness.assumeGroups(groups);
  }

  @AfterEach
  void close() {
    harness.close();
    System.clearProperty(WardenProcess.CGROUP_PROPERTY);
  }

  @Test
  void stop_sends_SIGTERM_to_the_whole_tree() {
    Path attempt = harness.newAttempt();
    harness.start(
        shell(
            attempt,
            "trap 'wait; exit 5' TERM;"
                + " (trap 'echo inner > inner; exit' TERM; echo up > up;"
                + " while :; do sleep 0.01; done) & wait"));
    awaitText(attempt.resolve("work/up"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.CANCEL);
    assertThat(exit.returnCode()).isEqualTo(5);
    assertThat(read(attempt.resolve("work/inner"))).isEqualTo("inner\n");
  }

  @Test
  void a_program_that_ignores_SIGTERM_is_killed_after_the_grace_period() {
    Path attempt = harness.newAttempt();
    Launch stubborn = shell(attempt, "trap '' TERM; echo up > up; while :; do sleep 0.05; done");
    harness.start(withGracePeriod(stubborn, WardenHarness.SHORT));
    awaitText(attempt.resolve("work/up"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    harness.warden().stop(attempt, StopCause.SHUTDOWN);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.CANCEL);
    StopRecord stopping =
        Objects.requireNonNull(new AttemptDirectory(attempt).start().orElseThrow().stopping());
    assertThat(stopping.killedAt()).isAfterOrEqualTo(stopping.at());
    harness.warden().stop(attempt, StopCause.CANCEL); // has ended: nothing happens
    assertThat(Duration.between(exit.startedAt(), exit.endedAt()))
        .isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void a_stop_is_on_disk_before_its_signal() {
    Path attempt = harness.newAttempt();
    harness.start(
        shell(
            attempt,
            "trap 'while read -r line; do echo \"$line\"; done < ../start > told; exit 3' TERM;"
                + " echo up > up; while :; do sleep 0.01; done"));
    awaitText(attempt.resolve("work/up"));
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().stopping()).isNull();
    harness.warden().stop(attempt, StopCause.CANCEL);
    harness.warden().stop(attempt, StopCause.SHUTDOWN);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(read(attempt.resolve("work/told"))).contains("\"cause\":\"CANCEL\"");
    StopRecord stopping =
        Objects.requireNonNull(new AttemptDirectory(attempt).start().orElseThrow().stopping());
    assertThat(stopping.cause()).isEqualTo(StopCause.CANCEL);
    assertThat(stopping.at()).isEqualTo(exit.stoppedAt()).isAfterOrEqualTo(exit.startedAt());
    assertThat(stopping.killedAt()).isNull();
    assertThat(exit.returnCode()).isEqualTo(3);
  }

  @Test
  void a_program_that_obeys_is_not_said_to_be_killed() {
    Path attempt = harness.newAttempt();
    ExitRecord exit =
        harness.run(withTimeout(shell(attempt, "exec sleep 999"), Duration.ofMillis(200)));
    StopRecord stopping =
        Objects.requireNonNull(new AttemptDirectory(attempt).start().orElseThrow().stopping());
    assertThat(stopping.cause()).isEqualTo(StopCause.TIMEOUT);
    assertThat(stopping.killedAt()).isNull();
    assertThat(exit.stoppedAt()).isEqualTo(stopping.at());
    assertThat(harness.run("exit 0").stoppedAt()).isNull();
  }

  @Test
  void a_stop_that_cannot_be_written_down_goes_ahead() throws IOException {
    Path attempt = harness.newAttempt();
    harness.start(shell(attempt, "echo up > up; exec sleep 999"));
    awaitText(attempt.resolve("work/up"));
    // As good as a full disk for the one line: opening it for writing fails.
    Files.move(attempt.resolve("start"), attempt.resolve("start.kept"));
    Files.createDirectory(attempt.resolve("start"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    ExitRecord exit = harness.awaitEnd(attempt);
    assertThat(exit.signal()).isEqualTo(15);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.CANCEL);
  }

  @Test
  void a_timeout_ends_a_program() {
    Path attempt = harness.newAttempt();
    ExitRecord exit =
        harness.run(withTimeout(shell(attempt, "exec sleep 999"), Duration.ofMillis(200)));
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.TIMEOUT);
    assertThat(exit.signal()).isEqualTo(15);
  }

  @Test
  void a_daemon_without_session_environment_and_parent_does_not_outlive_its_program() {
    Path attempt = harness.newAttempt();
    ExitRecord exit =
        harness.run(
            shell(
                attempt,
                "(setsid env -i sh -c 'echo $$ > pid; exec sleep 999' &)"
                    + " ; while [ ! -s pid ]; do sleep 0.01; done; exit 3"));
    assertThat(exit.returnCode()).isEqualTo(3);
    assertThat(exit.proof()).isEqualTo(groups.equals("v1") ? Proof.CGROUP : Proof.COOKIE);
    assertThat(alive(Long.parseLong(read(attempt.resolve("work/pid")).strip()))).isFalse();
  }

  @Test
  void a_child_that_holds_standard_output_does_not_delay_the_end() {
    Path attempt = harness.newAttempt();
    ExitRecord exit = harness.run(shell(attempt, "sleep 999 & echo $!; exit 0"));
    assertThat(exit.returnCode()).isZero();
    assertThat(alive(Long.parseLong(read(attempt.resolve("stdout")).strip()))).isFalse();
  }

  @Test
  void the_end_of_one_program_leaves_the_others_alone() {
    Path attempt = harness.newAttempt();
    ProcessIdentity process =
        harness.start(shell(attempt, "(setsid env -i sleep 997 &) ; echo up > up; exec sleep 998"));
    awaitText(attempt.resolve("work/up"));
    for (int i = 0; i < 10; i++) {
      harness.run("(setsid env -i sleep 996 &) ; sleep 996 & exit 0");
    }
    assertThat(harness.warden().running()).containsExactly(attempt);
    assertThat(alive(process.pid())).isTrue();
  }

  @Test
  void what_a_killed_warden_leaves_is_killed_and_proven_gone() throws InterruptedException {
    Path attempt = harness.newAttempt();
    ProcessIdentity process =
        harness.start(
            shell(
                attempt,
                "(setsid env -i sh -c 'echo $$ > pid; exec sleep 999' &) ; exec sleep 999"));
    long stray = Long.parseLong(awaitText(attempt.resolve("work/pid")).strip());
    ProcessHandle.of(harness.warden().pid()).orElseThrow().destroyForcibly();
    harness.awaitLost();
    assertThat(Leftovers.kill(attempt))
        .isEqualTo(groups.equals("v1") ? Proof.CGROUP : Proof.COOKIE);
    assertThat(alive(process.pid())).isFalse();
    assertThat(alive(stray)).isFalse();
    assertThat(new AttemptDirectory(attempt).exit()).isEmpty();
    assertThat(harness.run("exit 0").returnCode()).isZero();
  }
}

package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.alive;
import static dev.retort.warden.process.WardenHarness.awaitDeath;
import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.shell;
import static dev.retort.warden.process.WardenHarness.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Proof;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.WardenEndpoint;
import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.client.WardenStarter;
import dev.retort.warden.isolation.Protection;
import dev.retort.warden.linux.Deletion;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The warden's own life: beside a node, without one, and after its death.
class WardenLifeTest {
  private static final Duration SAMPLE = Duration.ofSeconds(4);
  private static final Pattern OWN_THREADS =
      Pattern.compile("java|main|accept|node|pump|reaper|timer|worker|launcher|lock");

  @TempDir Path data;
  private WardenHarness harness;

  @BeforeEach
  void connect() {
    harness = new WardenHarness(data);
  }

  @AfterEach
  void close() {
    harness.close();
    System.clearProperty(WardenProcess.IDLE_PROPERTY);
    System.clearProperty(WardenProcess.LOCK_WAIT_PROPERTY);
  }

  @Test
  void a_new_node_finds_what_runs_and_hears_of_its_end() {
    Path attempt = harness.newAttempt();
    harness.start(shell(attempt, "while [ ! -e go ]; do sleep 0.01; done; exit 4"));
    long pid = harness.warden().pid();
    harness.disconnect();
    assertThat(harness.warden().pid()).isEqualTo(pid);
    assertThat(harness.warden().running()).containsExactly(attempt);
    create(attempt.resolve("work/go"));
    assertThat(harness.awaitEnd(attempt).returnCode()).isEqualTo(4);
  }

  @Test
  void that_all_processes_are_gone_is_told_before_the_end() {
    Path first = harness.newAttempt();
    Path second = harness.newAttempt();
    harness.start(shell(first, "sleep 86397 & exit 0"));
    harness.awaitEnd(first);
    harness.start(shell(second, "exit 3"));
    harness.awaitEnd(second);

    assertThat(harness.events()).containsExactly("1 emptied", "1 ended", "2 emptied", "2 ended");
  }

  @Test
  void a_program_that_ends_while_no_node_lives_is_recorded() {
    Path attempt = harness.newAttempt();
    harness.start(shell(attempt, "while [ ! -e go ]; do sleep 0.01; done; exit 4"));
    harness.disconnect();
    create(attempt.resolve("work/go"));
    await()
        .atMost(WardenHarness.LONG)
        .until(() -> new AttemptDirectory(attempt).exit().isPresent());
    assertThat(harness.warden().running()).isEmpty();
  }

  @Test
  void a_timeout_holds_while_no_node_lives() {
    Path attempt = harness.newAttempt();
    harness.start(withTimeout(shell(attempt, "exec sleep 999"), Duration.ofMillis(300)));
    harness.disconnect();
    await()
        .atMost(WardenHarness.LONG)
        .until(() -> new AttemptDirectory(attempt).exit().isPresent());
    assertThat(new AttemptDirectory(attempt).exit().orElseThrow().stoppedBy())
        .isEqualTo(StopCause.TIMEOUT);
  }

  @Test
  void two_nodes_share_one_warden() {
    WardenHarness other = new WardenHarness(data);
    long pid = harness.warden().pid();
    assertThat(other.warden().pid()).isEqualTo(pid);
    other.disconnect();
  }

  @Test
  void nodes_that_come_at_once_start_one_warden() throws InterruptedException {
    System.setProperty(WardenProcess.LOCK_WAIT_PROPERTY, "500");
    WardenHarness other = new WardenHarness(data);
    Thread first = Thread.ofPlatform().start(harness::warden);
    Thread second = Thread.ofPlatform().start(other::warden);
    first.join();
    second.join();
    assertThat(other.warden().pid()).isEqualTo(harness.warden().pid());
    other.disconnect();
    awaitAllBut(harness.warden().pid());
  }

  /// A warden that came too late ends by itself, and writes its log until then.
  private void awaitAllBut(long pid) {
    String directory = data.toAbsolutePath().normalize().toString();
    ProcessHandle.current()
        .children()
        .filter(child -> child.pid() != pid)
        .filter(child -> child.info().commandLine().orElse("").endsWith(directory))
        .forEach(late -> late.onExit().join());
  }

  @Test
  void an_idle_warden_without_a_node_exits_and_leaves_no_address() {
    System.setProperty(WardenProcess.IDLE_PROPERTY, "50");
    long pid = harness.warden().pid();
    harness.disconnect();
    awaitDeath(pid);
    assertThat(data.resolve("warden/address")).doesNotExist();
    assertThat(data.resolve("warden/socket")).doesNotExist();
  }

  @Test
  void a_node_is_never_stranded_by_a_warden_that_is_about_to_exit() {
    System.setProperty(WardenProcess.IDLE_PROPERTY, "1");
    for (int i = 0; i < 20; i++) {
      assertThat(harness.run("exit 0").returnCode()).isZero();
      harness.disconnect();
    }
  }

  @Test
  void a_dismissed_warden_exits_when_its_last_program_has_ended() throws InterruptedException {
    Path attempt = harness.newAttempt();
    long pid = harness.warden().pid();
    harness.start(shell(attempt, "while [ ! -e go ]; do sleep 0.01; done"));
    harness.warden().dismiss();
    assertThat(harness.warden().running()).containsExactly(attempt);
    create(attempt.resolve("work/go"));
    harness.awaitEnd(attempt);
    harness.awaitLost();
    awaitDeath(pid);
    assertThat(harness.warden().pid()).isNotEqualTo(pid);
  }

  @Test
  void SIGTERM_stops_and_records_everything() {
    Path attempt = harness.newAttempt();
    harness.start(shell(attempt, "echo up > up; exec sleep 999"));
    awaitText(attempt.resolve("work/up"));
    long pid = harness.warden().pid();
    ProcessHandle.of(pid).orElseThrow().destroy();
    awaitDeath(pid);
    ExitRecord exit = new AttemptDirectory(attempt).exit().orElseThrow();
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.SHUTDOWN);
    assertThat(exit.signal()).isEqualTo(15);
  }

  @Test
  void a_warden_whose_data_directory_is_deleted_ends_its_programs_and_itself() throws Exception {
    Path attempt = harness.newAttempt();
    long pid = harness.warden().pid();
    long program = harness.start(shell(attempt, "echo up > up; exec sleep 86395")).pid();
    awaitText(attempt.resolve("work/up"));

    Deletion.of(data); // while its node is connected

    awaitDeath(program);
    awaitDeath(pid);
    harness.awaitLost();
  }

  @Test
  void a_warden_leaves_a_new_data_directory_at_the_same_path_to_its_successor() throws Exception {
    long pid = harness.warden().pid();
    Path moved = Files.createDirectory(data.resolveSibling(data.getFileName() + "-moved"));
    Files.move(data.resolve("warden"), moved.resolve("warden"));
    harness.disconnect();

    long successor = harness.warden().pid();

    awaitDeath(pid);
    assertThat(successor).isNotEqualTo(pid);
    assertThat(harness.run("exit 3").returnCode()).isEqualTo(3);
    Deletion.of(moved);
  }

  /// It was twenty times a second.
  @Test
  void an_idle_warden_wakes_once_a_second_at_most() throws Exception {
    assertThat(harness.run("exit 0").returnCode()).isZero();
    long pid = harness.warden().pid();
    await().until(() -> wakeups(pid, SAMPLE) <= 2 * SAMPLE.toSeconds());
  }

  /// How often the threads of Retort in a process gave up a processor meanwhile.
  private static long wakeups(long pid, Duration time) throws Exception {
    long before = switches(pid);
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    return switches(pid) - before;
  }

  private static long switches(long pid) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        String status = Files.readString(thread.resolve("status"));
        if (OWN_THREADS.matcher(Files.readString(thread.resolve("comm"))).lookingAt()) {
          sum +=
              Long.parseLong(
                  status.replaceFirst("(?s).*\\nvoluntary_ctxt_switches:\\s*(\\d+).*", "$1"));
        }
      }
    }
    return sum;
  }

  @Test
  void signals_of_a_terminal_do_not_reach_it() {
    long pid = harness.warden().pid();
    assertThat(ProcFs.stat(pid).orElseThrow().session()).isEqualTo(pid);
    Kernel.kill(pid, Libc.SIGINT);
    Kernel.kill(pid, Libc.SIGHUP);
    assertThat(harness.run("exit 0").returnCode()).isZero();
    assertThat(alive(pid)).isTrue();
  }

  @Test
  void a_second_warden_gives_way() throws IOException, InterruptedException {
    System.setProperty(WardenProcess.LOCK_WAIT_PROPERTY, "500");
    long pid = harness.warden().pid();
    Process second = WardenStarter.start(WardenEndpoint.of(data));
    assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(WardenProcess.TAKEN);
    assertThat(harness.warden().pid()).isEqualTo(pid);
    assertThat(harness.run("exit 0").returnCode()).isZero();
  }

  @Test
  void a_data_directory_with_a_long_name_works() throws IOException {
    Path deep = Files.createDirectories(data.resolve("d".repeat(120)));
    try (WardenHarness far = new WardenHarness(deep)) {
      assertThat(far.run("exit 0").returnCode()).isZero();
    }
  }

  @Test
  void its_memory_stays_flat_under_a_flood() {
    Path attempt = harness.newAttempt();
    harness.run(shell(attempt, "head -c 60000000 /dev/zero; head -c 60000000 /dev/zero >&2"));
    assertThat(ProcFs.peakMemory(harness.warden().pid())).isLessThan(160L << 20);
  }

  @Test
  void a_probe_tells_what_protects_the_server_and_leaves_nothing() {
    Protection protection = Protection.probe();
    assertThat(protection.cgroup()).isNotEmpty();
    assertThat(protection.proof()).isIn(Proof.CGROUP, Proof.COOKIE);
    assertThat(protection).isEqualTo(Protection.probe());
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

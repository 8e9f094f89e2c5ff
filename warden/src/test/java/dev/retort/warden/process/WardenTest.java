package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.awaitDeath;
import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.command;
import static dev.retort.warden.process.WardenHarness.read;
import static dev.retort.warden.process.WardenHarness.shell;
import static dev.retort.warden.process.WardenHarness.withStdoutLimit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.LogRecord;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starting programs, and what is recorded of them.
class WardenTest {
  @TempDir Path data;
  private static final int RLIMIT_FSIZE = 1;

  private WardenHarness harness;

  @BeforeEach
  void connect() {
    harness = new WardenHarness(data);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42, 137, 255})
  void a_return_code_is_recorded_as_it_is(int code) {
    ExitRecord exit = harness.run("exit " + code);
    assertThat(exit.returnCode()).isEqualTo(code);
    assertThat(exit.signal()).isNull();
    assertThat(exit.stoppedBy()).isNull();
    assertThat(exit.startedAt()).isBeforeOrEqualTo(exit.endedAt());
  }

  @Test
  void death_by_SIGKILL_is_not_a_return_code() {
    ExitRecord exit = harness.run("kill -9 $$");
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.returnCode()).isNull();
    assertThat(exit.outOfMemory()).isFalse();
  }

  @Test
  void a_program_that_does_not_exist_is_refused_in_a_sentence() {
    Path attempt = harness.newAttempt();
    assertThat(harness.warden().start(command(attempt, "no-such-program")))
        .isEqualTo(
            new StartResult.Refused(
                "cannot run \"no-such-program\": no such program in PATH /usr/bin:/bin"));
    assertThat(new AttemptDirectory(attempt).exit()).isEmpty();
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().refused())
        .contains("no such program");
    assertThat(harness.warden().running()).isEmpty();
  }

  @Test
  void a_file_that_is_not_executable_is_refused_in_a_sentence() throws IOException {
    Path attempt = harness.newAttempt();
    Path file = Files.writeString(data.resolve("plain"), "echo no");
    assertThat(harness.warden().start(command(attempt, file.toString())))
        .isEqualTo(
            new StartResult.Refused("cannot run \"" + file + "\": " + file + " is not executable"));
  }

  @Test
  void a_script_whose_interpreter_is_missing_says_so() throws IOException {
    Path attempt = harness.newAttempt();
    Path script = Files.writeString(data.resolve("script"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    StartResult result = harness.warden().start(command(attempt, script.toString()));
    assertThat(result).isInstanceOf(StartResult.Refused.class);
    assertThat(((StartResult.Refused) result).message()).contains("interpreter");
  }

  @Test
  void an_argument_that_is_too_long_is_refused() {
    Path attempt = harness.newAttempt();
    StartResult result = harness.warden().start(command(attempt, "true", "x".repeat(200_000)));
    assertThat(((StartResult.Refused) result).message()).contains("too long");
  }

  @Test
  void arguments_are_inert() {
    Path attempt = harness.newAttempt();
    List<String> hostile =
        List.of("; exit 3", "$(id)", "a\nb", "-n", "--", "", "'\"`", "ü\u20ac", "*");
    List<String> command = new ArrayList<>(List.of("printf", "%s\\0"));
    command.addAll(hostile);
    harness.run(command(attempt, command.toArray(String[]::new)));
    assertThat(List.of(read(attempt.resolve("stdout")).split("\0", -1)))
        .startsWith(hostile.toArray(String[]::new))
        .hasSize(hostile.size() + 1);
  }

  @Test
  void the_environment_is_what_was_given_and_the_cookie() {
    Path attempt = harness.newAttempt();
    harness.run(command(attempt, "/usr/bin/env"));
    String cookie = new AttemptDirectory(attempt).start().orElseThrow().cookie();
    assertThat(read(attempt.resolve("stdout")).lines())
        .containsExactly("PATH=/usr/bin:/bin", "RETORT_COOKIE=" + cookie);
  }

  @Test
  void no_descriptor_is_inherited_but_the_first_three() {
    Path attempt = harness.newAttempt();
    harness.run(command(attempt, "/bin/ls", "/proc/self/fd"));
    // 3 is the directory that ls reads.
    assertThat(read(attempt.resolve("stdout")).split("\n", -1))
        .containsExactly("0", "1", "2", "3", "");
  }

  @Test
  void signals_are_as_by_default_and_the_session_is_its_own() {
    Path attempt = harness.newAttempt();
    ProcessIdentity process =
        harness.start(
            shell(
                attempt, "grep -E '^Sig(Blk|Ign)' /proc/self/status; cut -d' ' -f6 /proc/$$/stat"));
    harness.awaitEnd(attempt);
    String[] lines = read(attempt.resolve("stdout")).split("\\s+", -1);
    assertThat(Long.parseLong(lines[1], 16)).isZero();
    // glibc ignores 32 and 33, which are its own; see its sysdeps/unix/sysv/linux/spawni.c.
    assertThat(Long.parseLong(lines[3], 16) & 0x7fffffff).isZero();
    assertThat(Long.parseLong(lines[4])).isEqualTo(process.pid());
  }

  @Test
  void programs_have_the_lowest_priority_and_die_first_when_memory_runs_out() {
    Path attempt = harness.newAttempt();
    harness.run(shell(attempt, "sleep 0.2; nice; cat /proc/self/oom_score_adj"));
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("19\n1000\n");
  }

  @Test
  void both_logs_are_the_exact_bytes() throws IOException {
    Path attempt = harness.newAttempt();
    harness.run(shell(attempt, "printf 'a\\0b\\377'; printf 'e\\0' >&2; printf c"));
    assertThat(attempt.resolve("stdout")).hasBinaryContent(new byte[] {'a', 0, 'b', -1, 'c'});
    assertThat(attempt.resolve("stderr")).hasBinaryContent(new byte[] {'e', 0});
  }

  @Test
  void standard_input_is_a_file_or_empty() throws IOException {
    Path attempt = harness.newAttempt();
    Path input = Files.write(attempt.resolve("input"), new byte[] {'a', 0, -1});
    harness.run(command(attempt, "/bin/cat").but().stdin(input).build());
    assertThat(attempt.resolve("stdout")).hasBinaryContent(new byte[] {'a', 0, -1});
    Path without = harness.newAttempt();
    harness.run(command(without, "/bin/cat"));
    assertThat(without.resolve("stdout")).isEmptyFile();
  }

  @Test
  void a_program_whose_standard_input_is_missing_is_refused() {
    Path attempt = harness.newAttempt();
    Path none = attempt.resolve("none");
    assertThat(harness.warden().start(command(attempt, "/bin/cat").but().stdin(none).build()))
        .isInstanceOfSatisfying(
            StartResult.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("its standard input " + none + " cannot be read"));
  }

  @Test
  void standard_output_beyond_its_limit_is_cut_and_holds_no_mark() throws IOException {
    Path attempt = harness.newAttempt();
    ExitRecord exit =
        harness.run(withStdoutLimit(shell(attempt, "yes | head -c 5000001"), 100_000));
    assertThat(exit.returnCode()).isZero();
    assertThat(exit.stdout()).isEqualTo(new LogRecord(5_000_001, 100_000, false));
    assertThat(exit.stdoutCut()).isTrue();
    assertThat(exit.stderrCut()).isFalse();
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("y\n".repeat(50_000));
  }

  @Test
  void standard_error_beyond_its_limit_says_by_how_much_it_is_cut() throws IOException {
    Path attempt = harness.newAttempt();
    Launch launch = shell(attempt, "yes | head -c 5000001 >&2").but().logLimits(0, 100_000).build();
    ExitRecord exit = harness.run(launch);
    assertThat(exit.returnCode()).isZero();
    assertThat(exit.stderr()).isEqualTo(new LogRecord(5_000_001, 100_000, false));
    assertThat(read(attempt.resolve("stderr")))
        .isEqualTo(
            "y\n".repeat(50_000) + "\n[retort: cut here, 4900001 more bytes were discarded]\n");
  }

  @Test
  void a_program_whose_standard_output_must_be_complete_is_stopped_at_the_limit() {
    Path attempt = harness.newAttempt();
    Launch endless =
        shell(attempt, "exec yes").but().logLimits(100_000, 0).stopsWhenCut(true).build();
    ExitRecord exit = harness.run(endless);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.OUTPUT);
    assertThat(exit.signal()).isEqualTo(15);
    assertThat(exit.stdout())
        .satisfies(log -> {
          assertThat(log.keptBytes()).isEqualTo(100_000);
          assertThat(log.bytes()).isGreaterThan(100_000);
        });
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("y\n".repeat(50_000));
  }

  /// A limit on the sizes of the warden's files, since a small disk takes privileges.
  @Test
  void a_full_disk_stops_a_program_whose_standard_output_must_be_complete() {
    Path attempt = harness.newAttempt();
    assertThat(Kernel.limit(harness.warden().pid(), RLIMIT_FSIZE, 100_000)).isZero();
    Launch endless =
        shell(attempt, "exec yes").but().logLimits(Long.MAX_VALUE, 0).stopsWhenCut(true).build();
    ExitRecord exit = harness.run(endless);
    assertThat(exit.stoppedBy()).isEqualTo(StopCause.OUTPUT);
    assertThat(exit.stdout())
        .satisfies(log -> {
          assertThat(log.noRoom()).isTrue();
          assertThat(log.keptBytes()).isEqualTo(100_000);
        });
  }

  @Test
  void a_log_of_exactly_its_limit_is_whole() {
    Path attempt = harness.newAttempt();
    ExitRecord exit = harness.run(withStdoutLimit(shell(attempt, "yes | head -c 100000"), 100_000));
    assertThat(exit.stdoutCut()).isFalse();
    assertThat(read(attempt.resolve("stdout"))).isEqualTo("y\n".repeat(50_000));
  }

  @Test
  void a_program_that_deletes_its_directory_and_forges_evidence_changes_nothing() {
    Path attempt = harness.newAttempt();
    ExitRecord exit =
        harness.run(
            shell(
                attempt,
                "echo '{\"returnCode\":0}' > exit; cp exit start; rm -rf \"$PWD\"; exit 7"));
    assertThat(exit.returnCode()).isEqualTo(7);
  }

  @Test
  void a_start_that_was_forbidden_never_runs() {
    Path attempt = harness.newAttempt();
    assertThat(new AttemptDirectory(attempt).forbidStart("the node was restarted")).isTrue();
    assertThat(harness.warden().start(shell(attempt, "touch ran")))
        .isEqualTo(new StartResult.AlreadyDecided());
    assertThat(attempt.resolve("work/ran")).doesNotExist();
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().forbidden())
        .isEqualTo("the node was restarted");
  }

  @Test
  void an_attempt_is_started_once() {
    Path attempt = harness.newAttempt();
    Launch launch = shell(attempt, "echo ran >> count");
    harness.run(launch);
    assertThat(harness.warden().start(launch)).isEqualTo(new StartResult.AlreadyDecided());
    assertThat(new AttemptDirectory(attempt).forbidStart("too late")).isFalse();
    assertThat(read(attempt.resolve("work/count"))).isEqualTo("ran\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void many_programs_at_once_all_have_their_records(int atOnce) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(200);
    AtomicInteger good = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                while (left.getAndDecrement() > 0) {
                  ExitRecord exit = harness.run(command(harness.newAttempt(), "true"));
                  if (Integer.valueOf(0).equals(exit.returnCode())) {
                    good.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    assertThat(good).hasValue(200);
    assertThat(harness.warden().running()).isEmpty();
  }

  @Test
  void the_memory_of_a_program_is_its_own() {
    ExitRecord exit =
        harness.run("head -c 150000001 /dev/zero | tail -c 150000000 > /dev/null; exit 0");
    assertThat(exit.peakMemoryBytes()).isBetween(140_000_000L, 220_000_000L);
    assertThat(exit.cpuTime()).isPositive();
  }

  @Test
  void a_start_record_names_the_process() {
    Path attempt = harness.newAttempt();
    ProcessIdentity process = harness.start(shell(attempt, "echo $$ > pid; sleep 999"));
    assertThat(awaitText(attempt.resolve("work/pid"))).isEqualTo(process.pid() + "\n");
    assertThat(new AttemptDirectory(attempt).start().orElseThrow().process()).isEqualTo(process);
    assertThat(harness.warden().running()).containsExactly(attempt);
    harness.warden().stop(attempt, StopCause.CANCEL);
    harness.awaitEnd(attempt);
    awaitDeath(process.pid());
  }
}

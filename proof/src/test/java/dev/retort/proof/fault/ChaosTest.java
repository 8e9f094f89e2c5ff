package dev.retort.proof.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retort.proof.fault.ChaosRun.Row;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The faults against a real server: nothing may be lost, doubled or wrong. Two at a time: a fault
/// waits for processes most of the time.
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
class ChaosTest {
  private static final long SEED = 20_260_101;

  @TempDir Path directory;

  private Row inflict(String name, int rounds) throws Exception {
    Fault fault = Faults.named(name).orElseThrow();
    Row row =
        new ChaosRun(directory, SEED, InstantSource.system(), null, _ -> {})
            .inflict(fault, rounds, 1);
    assumeTrue(row.skipped() == null, () -> name + " is skipped: " + row.skipped());
    return row;
  }

  @Test
  void fifty_kills_at_random_moments_lose_nothing_and_double_nothing() throws Exception {
    Row row = inflict("kill", 50);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(50);
    assertThat(row.acknowledged()).isGreaterThan(100).isEqualTo(row.found());
  }

  @Test
  void ten_power_cuts_lose_nothing_that_was_acknowledged() throws Exception {
    Row row = inflict("power-cut", 10);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(10);
    assertThat(row.acknowledged()).isGreaterThan(30).isEqualTo(row.found());
  }

  @Test
  void a_hundred_programs_run_once_while_their_server_is_replaced_twenty_times() throws Exception {
    Row row = inflict("upgrade", 20);

    assertThat(row.findings()).isEmpty();
    assertThat(row.found()).isEqualTo(100);
  }

  static Stream<String> others() {
    Set<String> above = Set.of("kill", "power-cut", "upgrade");
    return Faults.ALL.stream().map(Fault::name).filter(name -> !above.contains(name));
  }

  @ParameterizedTest
  @MethodSource("others")
  void a_fault_leaves_every_promise_kept(String name) throws Exception {
    Row row = inflict(name, 1);

    assertThat(row.findings()).isEmpty();
    assertThat(row.acknowledged()).isPositive();
  }
}

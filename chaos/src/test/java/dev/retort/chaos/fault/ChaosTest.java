package dev.retort.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.chaos.fault.ChaosRun.Row;
import dev.retort.chaos.rig.Needs;
import dev.retort.test.LongProof;
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
    fault.needs().forEach(Needs::here);
    return new ChaosRun(directory, SEED, InstantSource.system(), null, _ -> {})
        .inflict(fault, rounds, 1);
  }

  @Test
  void three_kills_at_random_moments_lose_nothing_and_double_nothing() throws Exception {
    Row row = inflict("kill", 3);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(3);
    assertThat(row.acknowledged()).isPositive().isEqualTo(row.found());
  }

  @Test
  @LongProof
  void fifty_kills_at_random_moments_lose_nothing_and_double_nothing() throws Exception {
    Row row = inflict("kill", 50);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(50);
    assertThat(row.acknowledged()).isGreaterThan(100).isEqualTo(row.found());
  }

  @Test
  @LongProof
  void ten_power_cuts_lose_nothing_that_was_acknowledged() throws Exception {
    Row row = inflict("power-cut", 10);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(10);
    assertThat(row.acknowledged()).isGreaterThan(30).isEqualTo(row.found());
  }

  @Test
  @LongProof
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
  @LongProof
  @MethodSource("others")
  void a_fault_leaves_every_promise_kept(String name) throws Exception {
    Row row = inflict(name, 1);

    assertThat(row.findings()).isEmpty();
    assertThat(row.acknowledged()).isPositive();
  }
}

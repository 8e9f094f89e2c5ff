package dev.retort.proof.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retort.proof.check.Finding.Kind;
import dev.retort.proof.fault.ChaosRun.Row;
import dev.retort.proof.subject.Plant;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The faults against a real server: nothing may be lost, doubled or wrong; and where a bug is
/// planted, that must show.
@Timeout(900)
class ChaosTest {
  private static final long SEED = 20_260_101;

  @TempDir Path directory;

  private Row inflict(String name, int rounds, @Nullable Plant plant) throws Exception {
    Fault fault = Faults.named(name).orElseThrow();
    return new ChaosRun(directory, SEED, InstantSource.system(), plant)
        .inflict(fault, rounds, null);
  }

  @Test
  void fifty_kills_at_random_moments_lose_nothing_and_double_nothing() throws Exception {
    Row row = inflict("kill", 50, null);

    assertThat(row.findings()).isEmpty();
    assertThat(row.rounds()).isEqualTo(50);
    assertThat(row.acknowledged()).isGreaterThan(100).isEqualTo(row.found());
  }

  @Test
  void a_hundred_programs_run_once_while_their_server_is_replaced_twenty_times() throws Exception {
    Row row = inflict("upgrade", 20, null);

    assertThat(row.findings()).isEmpty();
    assertThat(row.found()).isEqualTo(100);
  }

  static Stream<String> others() {
    return Faults.ALL.stream()
        .map(Fault::name)
        .filter(name -> !name.equals("kill") && !name.equals("upgrade"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void a_fault_leaves_every_promise_kept(String name) throws Exception {
    Row row = inflict(name, 1, null);

    assumeTrue(row.skipped() == null, () -> name + " is skipped: " + row.skipped());
    assertThat(row.findings()).isEmpty();
    assertThat(row.acknowledged()).isPositive();
  }

  @Test
  void answers_before_the_commit_are_found_out() throws Exception {
    Row row = inflict("kill", 4, Plant.ACK_BEFORE_COMMIT);

    assertThat(row.count(Kind.LOST)).isPositive();
  }

  @Test
  void a_late_finish_changes_nothing() throws Exception {
    assertThat(inflict("kill-group", 2, Plant.LATE_FINISH).findings()).isEmpty();
  }

  @Test
  void a_late_finish_that_the_fence_lets_through_is_found_out() throws Exception {
    assertThat(inflict("kill-group", 2, Plant.FINISH_WITHOUT_FENCE).findings()).isNotEmpty();
  }
}

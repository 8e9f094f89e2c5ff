package dev.retort.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.chaos.rig.Need;
import dev.retort.chaos.rig.Needs;
import dev.retort.test.LongProof;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command as a whole; above all, that it turns red when a bug is planted in the server.
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
class ChaosCommandTest {
  private static final int HELD = 0;
  private static final int BROKEN = 1;
  private static final int USAGE = 2;

  @TempDir Path directory;

  private final StringWriter printed = new StringWriter();

  private int chaos(String... arguments) {
    CommandLine line = ChaosMain.line();
    line.setOut(new PrintWriter(printed, true));
    line.setErr(new PrintWriter(printed, true));
    String[] all = new String[arguments.length + 5];
    System.arraycopy(
        new String[] {"chaos", "--data-dir", directory.toString(), "--seed", "7"}, 0, all, 0, 5);
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return line.execute(all);
  }

  @Test
  @LongProof
  void answers_before_the_commit_are_found_out() {
    int code = chaos("--faults", "kill", "--rounds", "4", "--plant", "ack-before-commit");

    assertThat(code).as(printed.toString()).isEqualTo(BROKEN);
    assertThat(printed.toString()).contains("LOST (every acknowledged experiment exists)");
  }

  @Test
  @LongProof
  void answers_before_the_sync_are_found_out_by_a_power_cut() {
    Needs.here(Need.LOOP);

    int code = chaos("--faults", "power-cut", "--rounds", "2", "--plant", "synchronous-normal");

    assertThat(code).as(printed.toString()).isEqualTo(BROKEN);
    assertThat(printed.toString())
        .contains("LOST (every acknowledged experiment exists)")
        .doesNotContain("a power cut loses unsynced data");
  }

  @ParameterizedTest
  @LongProof
  @ValueSource(strings = {"finish-without-fence", "rescue-without-fence"})
  void what_comes_late_and_is_let_through_is_found_out(String bug) {
    int code = chaos("--faults", "kill-group", "--rounds", "3", "--plant", bug);

    assertThat(code).as(printed.toString()).isEqualTo(BROKEN);
  }

  @ParameterizedTest
  @LongProof
  @ValueSource(strings = {"late-finish", "late-rescue"})
  void what_comes_late_changes_nothing(String control) {
    int code = chaos("--faults", "kill-group", "--rounds", "3", "--plant", control);

    assertThat(code).as(printed.toString()).isEqualTo(HELD);
  }

  @Test
  @LongProof
  void minutes_are_those_of_the_whole_run_in_which_each_fault_has_a_turn() {
    int code = chaos("--faults", "second-server,reboot", "--minutes", "0");

    assertThat(code).as(printed.toString()).isEqualTo(HELD);
    assertThat(printed.toString()).contains("second-server", "reboot", "total");
  }

  @Test
  void a_fault_that_there_is_not_is_wrong_usage() {
    assertThat(chaos("--faults", "rain")).isEqualTo(USAGE);
    assertThat(printed.toString()).contains("unknown fault rain");
  }
}

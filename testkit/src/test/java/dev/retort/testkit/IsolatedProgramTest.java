package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.BlockingCode;
import dev.retort.core.Experiment;
import dev.retort.core.Program;
import dev.retort.core.Query;
import dev.retort.core.RunContext;
import dev.retort.core.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The kit with a program that has a process of its own.
@Timeout(120)
class IsolatedProgramTest {
  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(Program.isolated("length", MeasuresLength.class));

  /// Its result is the length of its sequence.
  public static final class MeasuresLength implements BlockingCode {
    @Override
    public int run(RunContext run) {
      run.result(Integer.toString(run.sequence().length()));
      return 0;
    }
  }

  @Test
  void a_program_in_a_process_of_its_own_is_run_dry() throws Exception {
    retort.engine().submit(Query.of("length", "foo", "ACGT"));

    Experiment end = retort.runDry().getFirst();
    assertThat(end.status()).isEqualTo(Status.FINISHED);
    Path result = retort.engine().files(end).result().orElseThrow();
    assertThat(Files.readString(result)).isEqualTo("4");
  }
}

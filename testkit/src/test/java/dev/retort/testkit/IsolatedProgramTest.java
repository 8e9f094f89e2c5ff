package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.Program;
import dev.retort.core.program.Progress;
import dev.retort.core.program.RunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The kit with a program that has a process of its own.
@Timeout(900)
class IsolatedProgramTest {
  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(
              Program.isolated("length", MeasuresLength.class),
              Program.isolated("endless", NeverEnds.class))
          .patience(Duration.ofMinutes(2));

  private static @Nullable ProcessHandle left;
  private static @Nullable Path directory;

  /// Its result is the length of its sequence.
  public static final class MeasuresLength implements BlockingCode {
    @Override
    public int run(RunContext run) {
      run.result(Integer.toString(run.sequence().length()));
      return 0;
    }
  }

  /// It says which process it is.
  public static final class NeverEnds implements BlockingCode {
    @Override
    public int run(RunContext run) throws InterruptedException {
      run.progress(0, Long.toString(ProcessHandle.current().pid()));
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /// When this is called the test is over, and its extension has cleared up.
  @AfterAll
  static void no_child_and_no_file_outlives_its_test() {
    assertThat(left).isNotNull().matches(process -> !process.isAlive());
    assertThat(directory).isNotNull().doesNotExist();
  }

  @Test
  void a_child_that_still_runs_at_the_end_of_its_test_is_stopped() {
    directory = retort.engine().dataDirectory().root();
    ExperimentId id = retort.engine().submit(Query.of("endless", "foo", "42")).experiment().id();
    String pid =
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () ->
                    retort
                        .engine()
                        .find(id)
                        .flatMap(retort.engine()::progress)
                        .map(Progress::message),
                Optional::isPresent)
            .orElseThrow();
    left = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(left.isAlive()).isTrue();
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

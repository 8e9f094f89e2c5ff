package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(900)
class TwoQueriesTest {
  private static final String TIME = "Progress time: \\d+\\.\\d{3}s - ";

  private final Signal gate = new Signal();
  private final ProgressTime time = new ProgressTime(System::nanoTime);
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(Program.async("process", run -> gate.passing(run).thenApply(_ -> 0)));

  @ParameterizedTest
  @EnumSource
  void foo_and_bar_are_answered_at_once_run_together_and_leave_the_backlog(Server way)
      throws Exception {
    Iterator<BacklogClient.Pause> pauses =
        List.<BacklogClient.Pause>of(
                () -> gate.awaitReached(2),
                () -> {
                  gate.open();
                  retort.runDry();
                })
            .iterator();
    way.call(
        retort,
        server ->
            TwoQueries.run(
                new BacklogClient(server, time, lines::add), () -> pauses.next().untilNextLook()));

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches(answer("foo", "42", 1));
    assertThat(lines.get(1)).matches(answer("bar", "43", 2));
    assertThat(lines.get(2)).matches(look(2));
    assertThat(lines.get(3)).matches(look(0));
  }

  private static String answer(String name, String sequence, int backlog) {
    String id = "([0-9a-f-]{36})";
    return TIME
        + "\\[200] - \\{\"Query created\":\\{\"query_name\":\""
        + name
        + "\",\"query_sequence\":\""
        + sequence
        + "\",\"experiment_id\":\""
        + id
        + "\",\"status\":\"pending\",\"experiment_dir\":\"[^\"]*\\1\"},\"Query ID\":\"\\1\","
        + "\"Backlog Length\":"
        + backlog
        + "}";
  }

  private static String look(int jobs) {
    return TIME
        + "client - content: \\[\"return_backlog - Currently "
        + jobs
        + " jobs in the backlog\\.\"]";
  }

  /// In the Python programs the test client held the answer back until the background task had
  /// ended: here that task cannot end before the answer is there.
  @ParameterizedTest
  @EnumSource
  void no_client_waits_for_the_program_before_it_has_its_answer(Server way) throws Exception {
    way.call(
        retort,
        server -> {
          BacklogClient client = new BacklogClient(server, time, lines::add);
          assertThat(client.send("foo", "42").status()).isEqualTo(200);
          assertThat(gate.awaitReached(1))
              .extracting(each -> each.query().name())
              .containsExactly("foo");
          assertThat(retort.engine().list(ExperimentFilter.ALL, 10))
              .extracting(Experiment::status)
              .containsExactly(Status.RUNNING);
        });
  }

  @Test
  void the_program_says_when_a_query_ends(@TempDir Path directory) throws Exception {
    List<String> said = new ArrayList<>();
    Program program = TwoQueries.program(Duration.ofMillis(1), time, said::add);
    try (ExampleServer serving = ExampleServer.start(directory, 0, List.of(program))) {
      Experiment foo =
          serving.engine().submit(dev.retort.core.Query.of("process", "foo", "42")).experiment();
      assertThat(serving.engine().await(foo.id()).status()).isEqualTo(Status.FINISHED);
      assertThat(said)
          .singleElement()
          .asString()
          .matches(TIME + "process - query " + foo.id() + " ends with return code 0");
    }
  }

  @Test
  void lines_show_seconds_with_three_digits() {
    long[] now = {5_000_000_000L};
    ProgressTime stopped = new ProgressTime(() -> now[0]);
    now[0] += 5_000_000;
    assertThat(stopped.line("foo")).isEqualTo("Progress time: 0.005s - foo");
    now[0] += 61_000_000_000L;
    assertThat(stopped.line("bar")).isEqualTo("Progress time: 61.005s - bar");
  }
}

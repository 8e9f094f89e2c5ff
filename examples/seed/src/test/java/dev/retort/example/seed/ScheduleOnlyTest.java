package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(900)
class ScheduleOnlyTest {
  private final Signal gate = new Signal();
  private final ScheduleOnly example = new ScheduleOnly(run -> gate.passing(run).thenApply(_ -> 0));

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(example.programs().toArray(dev.retort.core.program.Program[]::new));

  @BeforeEach
  void use() {
    example.use(retort.engine());
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, from-the-loop",
    "LOCAL, from-a-thread",
    "SOCKET, from-the-loop",
    "SOCKET, from-a-thread"
  })
  void the_wrapper_ends_while_the_work_that_it_scheduled_goes_on(Server way, String wrapper)
      throws Exception {
    way.call(
        retort,
        server -> {
          assertThat(
                  server
                      .post("/", "program=" + wrapper + "&query_name=foo&query_sequence=42")
                      .status())
              .isEqualTo(200);
          Experiment work = gate.awaitReached(1).getFirst();
          assertThat(work.program()).isEqualTo("process");
          assertThat(work.query().name()).isEqualTo("foo");
          Experiment wrapped =
              retort
                  .engine()
                  .list(new ExperimentFilter(null, wrapper, java.util.Map.of(), null), 10)
                  .getFirst();
          assertThat(retort.engine().await(wrapped.id()).status()).isEqualTo(Status.FINISHED);
          assertThat(server.get("/backlog").body()).contains(" 1 jobs ");

          gate.open();
          assertThat(retort.runDry())
              .extracting(Experiment::status)
              .containsExactly(Status.FINISHED, Status.FINISHED);
          assertThat(server.get("/backlog").body()).contains(" 0 jobs ");
        });
  }

  @Test
  void a_query_that_names_no_wrapper_gets_the_first() throws Exception {
    gate.open();
    Server.LOCAL.call(retort, server -> server.post("/", "query_name=foo&query_sequence=42"));
    assertThat(retort.runDry())
        .extracting(Experiment::program)
        .containsExactly("from-the-loop", "process");
  }
}

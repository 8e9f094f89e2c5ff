package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Program;
import dev.retort.core.Query;
import dev.retort.core.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EngineExtensionTest {
  @RegisterExtension
  final EngineExtension retort = EngineExtension.with(Program.blocking("zero", _ -> 0));

  @Test
  void a_test_has_a_real_engine_whose_clock_it_moves() throws Exception {
    Instant start = retort.clock().instant();
    ExperimentId first = retort.engine().submit(Query.of("zero", "first", "42")).experiment().id();
    List<Experiment> ended = retort.awaitAll(List.of(first));
    retort.clock().advance(Duration.ofHours(1));
    Experiment second = retort.engine().submit(Query.of("zero", "second", "42")).experiment();

    assertThat(ended).extracting(Experiment::status).containsExactly(Status.FINISHED);
    assertThat(ended.getFirst().state().endedAt()).isEqualTo(start);
    assertThat(second.createdAt()).isEqualTo(start.plus(Duration.ofHours(1)));
  }
}

package dev.retort.engine.isolated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttachedFile;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.StreamSize;
import dev.retort.core.SubmitOptions;
import dev.retort.core.TraceParent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedTaskTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

  @TempDir Path attempt;

  private static ExperimentId id(int last) {
    return ExperimentId.parse("01a223ea-a580-720c-9cdf-caddd98ea6a" + last).orElseThrow();
  }

  @Test
  void the_whole_experiment_reaches_the_program_as_it_was_claimed() throws Exception {
    Query query =
        new Query(
            "p",
            "Größe \"42\"",
            new Sequence.Kept(7),
            "{\"depth\":7}",
            List.of(new AttachedFile("z", 3), new AttachedFile("a", 4)),
            SubmitOptions.DEFAULTS
                .withPriority(9)
                .withLabels(Map.of("team", "a", "run", "b"))
                .withTimeout(Duration.ofMillis(1500))
                .withExpiresAfter(Duration.ofSeconds(9))
                .withTraceparent(
                    new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01")),
            id(1));
    State state =
        State.builder(Status.RUNNING)
            .attempt(3)
            .failures(2)
            .crashes(1)
            .node("node")
            .startedAt(NOW)
            .endedAt(NOW.minusSeconds(1))
            .cancelRequestedAt(NOW.plusSeconds(1))
            .notBefore(NOW.minusSeconds(2))
            .keep(true)
            .end(
                new EndDetails(
                    Reason.EXIT,
                    7,
                    null,
                    "failed",
                    new ResourceUsage("host", 5L, Duration.ofMillis(3), "cookie")
                        .withStreams(new StreamSize(9, 4), null)))
            .revision(11)
            .build();
    Experiment claimed = new Experiment(id(2), 5, query, NOW, state, null);

    IsolatedTask task = IsolatedTask.of("some.Class", claimed, Path.of("sequence"));
    task.write(attempt);

    assertThat(IsolatedTask.read(attempt)).isEqualTo(task);
  }

  @Test
  void absent_values_stay_absent() throws Exception {
    Query query = Query.of("p", "q", "42").withSequence(new Sequence.Kept(2));
    Experiment claimed = new Experiment(id(2), 1, query, NOW, State.accepted(null, false), null);

    IsolatedTask task = IsolatedTask.of("some.Class", claimed, Path.of("sequence"));
    task.write(attempt);

    assertThat(IsolatedTask.read(attempt)).isEqualTo(task);
  }
}

package dev.retort.engine.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Pins the files of an experiment byte for byte: the text was written by the version before.
final class ExperimentViewTest {

  @Test
  void the_final_record_keeps_its_bytes() {
    Query query =
        Query.of("search", "plain", "MKV")
            .withSequence(new Sequence.Kept(3))
            .withParameters("{\"evalue\":10}")
            .withOptions(
                SubmitOptions.DEFAULTS
                    .withTimeout(Duration.ofMillis(2_500))
                    .withExpiresAfter(Duration.ofHours(2)));
    ResourceUsage usage = new ResourceUsage("vm", null, Duration.ofNanos(1_183_000), "cgroup");
    State state =
        State.builder(Status.FAILED)
            .attempt(1)
            .failures(1)
            .startedAt(Instant.parse("2026-11-28T20:27:38.531Z"))
            .endedAt(Instant.parse("2026-11-28T20:27:38.609Z"))
            .end(new EndDetails(Reason.EXIT, 3, null, null, usage))
            .revision(3)
            .build();
    ExperimentId id = ExperimentId.parse("01a223d7-8ba3-70e2-ab3c-ea723c538a44").orElseThrow();
    Instant createdAt = Instant.parse("2026-11-28T20:27:38.275Z");

    assertThat(ExperimentView.record(new Experiment(id, 3, query, createdAt, state, null)))
        .isEqualTo(
            """
            {
              "experiment_id" : "01a223d7-8ba3-70e2-ab3c-ea723c538a44",
              "program" : "search",
              "query_name" : "plain",
              "sequence_bytes" : 3,
              "priority" : 5,
              "created_at" : "2026-11-28T20:27:38.275Z",
              "timeout" : "PT2.5S",
              "expires_at" : "2026-11-28T22:27:38.275Z",
              "parameters" : {
                "evalue" : 10
              },
              "labels" : { },
              "files" : { },
              "status" : "failed",
              "reason" : "exit",
              "return_code" : 3,
              "signal" : null,
              "message" : null,
              "attempt" : 1,
              "started_at" : "2026-11-28T20:27:38.531Z",
              "ended_at" : "2026-11-28T20:27:38.609Z",
              "cancel_requested_at" : null,
              "keep" : false,
              "revision" : 3,
              "host" : "vm",
              "peak_memory_bytes" : null,
              "cpu_seconds" : 0.001183,
              "proof" : "cgroup"
            }\
            """);
  }
}

package dev.retort.server;

import dev.retort.core.Attempt;
import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.State;
import dev.retort.core.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes the attempts of an experiment, the latest one included.
final class AttemptJson {
  private AttemptJson() {}

  /// @param past the attempts that were followed by another
  static void write(JsonGenerator json, Experiment experiment, List<Attempt> past) {
    State state = experiment.state();
    json.writeStartObject();
    json.writeName("attempts");
    json.writeStartArray();
    past.forEach(attempt ->
        write(
            json,
            attempt.number(),
            attempt.node(),
            attempt.startedAt(),
            attempt.endedAt(),
            attempt.counted(),
            attempt.end()));
    boolean latestIsPast =
        state.attempt() == 0
            || past.stream().anyMatch(attempt -> attempt.number() == state.attempt());
    if (!latestIsPast) {
      boolean ended = state.status().ended();
      Boolean counted = ended ? state.status() == Status.FAILED : null;
      End end = ended ? state.end() : End.NONE;
      write(json, state.attempt(), state.node(), state.startedAt(), state.endedAt(), counted, end);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json,
      int number,
      @Nullable String node,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Boolean counted,
      End end) {
    json.writeStartObject();
    json.writeNumberProperty("number", number);
    StrictJson.text(json, "node", node);
    StrictJson.time(json, "started_at", startedAt);
    StrictJson.time(json, "ended_at", endedAt);
    if (counted == null) {
      json.writeNullProperty("counted");
    } else {
      json.writeBooleanProperty("counted", counted);
    }
    ExperimentJson.writeEnd(json, end);
    json.writeEndObject();
  }
}

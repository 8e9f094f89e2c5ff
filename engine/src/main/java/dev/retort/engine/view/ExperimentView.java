package dev.retort.engine.view;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.TraceParent;
import dev.retort.core.program.Progress;
import dev.retort.core.store.PastAttempt;
import dev.retort.engine.estimate.Estimate;
import dev.retort.engine.json.EngineJson;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// An experiment as JSON. Each field is defined here once; a layout is a list of fields in their
/// order. Thread-safe.
///
/// There are two layouts: the API has every field, including null fields, and durations in seconds.
/// The files of an experiment have the durable fields, and omit options that the query did not set.
public final class ExperimentView {

  /// Data about an experiment that exists only while its server runs.
  ///
  /// @param waitingFor why a pending experiment does not start
  /// @param waitingReason the same in words
  /// @param estimate when it may start and end
  /// @param progress the progress of its run
  /// @param stopping the progress of its stop; null if it is not being stopped
  /// @param directory path of its files
  public record Live(
      @Nullable WaitingFor waitingFor,
      @Nullable String waitingReason,
      Estimate estimate,
      @Nullable Progress progress,
      @Nullable StopProgress stopping,
      String directory) {}

  /// One field, or a group of fields.
  @FunctionalInterface
  private interface Field {
    void write(Members to, Experiment experiment);
  }

  private static final Field ID = (to, it) -> to.text("experiment_id", it.id().toString());
  private static final Field PROGRAM = (to, it) -> to.text("program", it.program());
  private static final Field QUERY_NAME = (to, it) -> to.text("query_name", it.query().name());
  private static final Field SEQUENCE_BYTES =
      (to, it) -> to.number("sequence_bytes", it.query().sequence().bytes());
  private static final Field PRIORITY = (to, it) -> to.number("priority", it.query().priority());
  private static final Field LABELS = (to, it) -> to.texts("labels", it.query().labels());
  private static final Field CREATED_AT = (to, it) -> to.time("created_at", it.createdAt());
  private static final Field EXPIRES_AT = (to, it) -> to.time("expires_at", it.expiresAt());
  private static final Field RERUN_OF =
      (to, it) -> {
        ExperimentId original = it.query().rerunOf();
        to.text("rerun_of", original == null ? null : original.toString());
      };
  private static final Field OWNER =
      (to, it) -> to.text("owner", it.query().owner().isEmpty() ? null : it.query().owner());
  private static final Field TRACEPARENT =
      (to, it) -> {
        TraceParent trace = it.query().options().traceparent();
        to.text("traceparent", trace == null ? null : trace.toString());
      };
  private static final Field STATUS = (to, it) -> to.text("status", it.status().word());
  private static final Field END = (to, it) -> end(to, it.state().end());
  private static final Field ATTEMPT = (to, it) -> to.number("attempt", it.state().attempt());
  private static final Field FAILURES = (to, it) -> to.number("failures", it.state().failures());
  private static final Field POSITION = (to, it) -> to.number("position", it.position());
  private static final Field STARTED_AT = (to, it) -> to.time("started_at", it.state().startedAt());
  private static final Field ENDED_AT = (to, it) -> to.time("ended_at", it.state().endedAt());
  private static final Field NOT_BEFORE = (to, it) -> to.time("not_before", it.state().notBefore());
  private static final Field CANCEL_REQUESTED_AT =
      (to, it) -> to.time("cancel_requested_at", it.state().cancelRequestedAt());
  private static final Field KEEP = (to, it) -> to.flag("keep", it.state().keep());
  private static final Field DELETE_AT_END =
      (to, it) -> to.flag("delete_at_end", it.state().deleteAtEnd());
  private static final Field REVISION = (to, it) -> to.number("revision", it.state().revision());

  // Forms that only the API uses.
  private static final Field PARAMETERS =
      (to, it) -> {
        to.json.writeName("parameters");
        to.json.writeRawValue(it.query().parameters());
      };
  private static final Field TIMEOUT =
      (to, it) -> to.seconds("timeout", it.query().options().timeout());
  private static final Field USAGE = (to, it) -> usage(to, it.state().end().usage());

  // Forms that only the files use.
  private static final Field PARAMETERS_TREE =
      (to, it) -> {
        to.json.writeName("parameters");
        to.json.writeTree(EngineJson.MAPPER.readTree(it.query().parameters()));
      };
  private static final Field TIMEOUT_IF_ASKED =
      (to, it) -> {
        Duration timeout = it.query().options().timeout();
        if (timeout != null) {
          to.text("timeout", timeout.toString());
        }
      };
  private static final Field EXPIRES_AT_IF_ANY =
      (to, it) -> {
        if (it.expiresAt() != null) {
          EXPIRES_AT.write(to, it);
        }
      };
  private static final Field RERUN_OF_IF_ANY =
      (to, it) -> {
        if (it.query().rerunOf() != null) {
          RERUN_OF.write(to, it);
        }
      };
  private static final Field OWNER_IF_ANY =
      (to, it) -> {
        if (!it.query().owner().isEmpty()) {
          OWNER.write(to, it);
        }
      };
  private static final Field TRACEPARENT_IF_ANY =
      (to, it) -> {
        if (it.query().options().traceparent() != null) {
          TRACEPARENT.write(to, it);
        }
      };
  private static final Field FILES =
      (to, it) -> {
        to.json.writeName("files");
        to.json.writeStartObject();
        it.query().files().forEach(file -> to.number(file.name(), file.bytes()));
        to.json.writeEndObject();
      };
  private static final Field USAGE_IF_KNOWN =
      (to, it) -> {
        ResourceUsage usage = it.state().end().usage();
        if (usage != null) {
          exactUsage(to, usage);
        }
      };

  /// The API's fields up to those of [Live], in their order.
  private static final List<Field> API_QUERY =
      List.of(
          ID,
          PROGRAM,
          QUERY_NAME,
          SEQUENCE_BYTES,
          PARAMETERS,
          LABELS,
          PRIORITY,
          TIMEOUT,
          EXPIRES_AT,
          RERUN_OF,
          OWNER,
          TRACEPARENT,
          KEEP,
          DELETE_AT_END,
          STATUS,
          END,
          USAGE,
          ATTEMPT,
          FAILURES,
          POSITION);

  private static final List<Field> API_TIMES =
      List.of(CREATED_AT, STARTED_AT, ENDED_AT, NOT_BEFORE, CANCEL_REQUESTED_AT);

  private static final List<Field> FILE_QUERY =
      List.of(
          ID,
          PROGRAM,
          QUERY_NAME,
          SEQUENCE_BYTES,
          PRIORITY,
          CREATED_AT,
          TIMEOUT_IF_ASKED,
          EXPIRES_AT_IF_ANY,
          RERUN_OF_IF_ANY,
          OWNER_IF_ANY,
          TRACEPARENT_IF_ANY,
          PARAMETERS_TREE,
          LABELS,
          FILES);

  private static final List<Field> FILE_END =
      List.of(
          STATUS,
          END,
          ATTEMPT,
          STARTED_AT,
          ENDED_AT,
          CANCEL_REQUESTED_AT,
          KEEP,
          REVISION,
          USAGE_IF_KNOWN);

  private ExperimentView() {}

  /// Writes the fields of the API into an open object, so that the caller can add others.
  public static void write(JsonGenerator json, Experiment experiment, Live live) {
    Members to = new Members(json);
    write(to, experiment, API_QUERY);
    WaitingFor waitingFor = live.waitingFor();
    to.text("waiting_for", waitingFor == null ? null : waitingFor.word());
    to.text("waiting_reason", live.waitingReason());
    span(to, "estimated_start", live.estimate().start());
    span(to, "estimated_end", live.estimate().end());
    progress(to, live.progress());
    write(to, experiment, API_TIMES);
    stopping(to, live.stopping());
    REVISION.write(to, experiment);
    json.writeStringProperty("experiment_dir", live.directory());
  }

  /// Writes an object with all attempts of an experiment.
  ///
  /// @param past the attempts except the latest
  public static void writeAttempts(
      JsonGenerator json, Experiment experiment, List<PastAttempt> past) {
    Members to = new Members(json);
    State state = experiment.state();
    json.writeStartObject();
    json.writeName("attempts");
    json.writeStartArray();
    for (PastAttempt each : past) {
      ran(to, each.number(), each.node(), each.startedAt(), each.endedAt());
      result(to, each.counted(), each.end());
    }
    boolean latestIsPast =
        state.attempt() == 0
            || past.stream().anyMatch(attempt -> attempt.number() == state.attempt());
    if (!latestIsPast) {
      boolean ended = state.status().ended();
      Boolean counted = ended ? state.status() == Status.FAILED : null;
      ran(to, state.attempt(), state.node(), state.startedAt(), state.endedAt());
      result(to, counted, ended ? state.end() : EndDetails.NONE);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// `query.json`: the query.
  public static String query(Experiment experiment) {
    return file(experiment, List.of(FILE_QUERY));
  }

  /// `experiment.json`: the query and its end.
  public static String record(Experiment experiment) {
    return file(experiment, List.of(FILE_QUERY, FILE_END));
  }

  private static String file(Experiment experiment, List<List<Field>> layout) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        EngineJson.MAPPER.writerWithDefaultPrettyPrinter().createGenerator(text)) {
      Members to = new Members(json);
      json.writeStartObject();
      layout.forEach(fields -> write(to, experiment, fields));
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(Members to, Experiment experiment, List<Field> fields) {
    for (Field field : fields) {
      field.write(to, experiment);
    }
  }

  private static void ran(
      Members to,
      int number,
      @Nullable String node,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {
    to.json.writeStartObject();
    to.number("number", number);
    to.text("node", node);
    to.time("started_at", startedAt);
    to.time("ended_at", endedAt);
  }

  private static void result(Members to, @Nullable Boolean counted, EndDetails end) {
    to.flag("counted", counted);
    end(to, end);
    usage(to, end.usage());
    to.json.writeEndObject();
  }

  private static void end(Members to, EndDetails end) {
    Reason reason = end.reason();
    to.text("reason", reason == null ? null : reason.word());
    to.number("return_code", end.returnCode());
    to.number("signal", end.signal());
    to.text("message", end.message());
  }

  private static void usage(Members to, @Nullable ResourceUsage usage) {
    to.text("host", usage == null ? null : usage.host());
    to.number("peak_memory_bytes", usage == null ? null : usage.peakMemoryBytes());
    to.seconds("cpu_seconds", usage == null ? null : usage.cpuTime());
    to.text("proof", usage == null ? null : usage.proof());
    streams(to, usage);
  }

  private static void streams(Members to, @Nullable ResourceUsage usage) {
    to.stream("stdout", usage == null ? null : usage.stdout());
    to.stream("stderr", usage == null ? null : usage.stderr());
  }

  private static void exactUsage(Members to, ResourceUsage usage) {
    to.text("host", usage.host());
    to.number("peak_memory_bytes", usage.peakMemoryBytes());
    Duration cpuTime = usage.cpuTime();
    if (cpuTime == null) {
      to.json.writeNullProperty("cpu_seconds");
    } else {
      to.json.writeNumberProperty("cpu_seconds", cpuTime.toNanos() / 1e9);
    }
    to.text("proof", usage.proof());
    if (usage.stdout() != null || usage.stderr() != null) {
      streams(to, usage);
    }
  }

  private static void span(Members to, String name, Estimate.@Nullable Span span) {
    if (span == null) {
      to.json.writeNullProperty(name);
      return;
    }
    to.json.writeName(name);
    to.json.writeStartObject();
    to.time("earliest", span.earliest());
    to.time("latest", span.latest());
    to.number("percent", span.percent());
    to.json.writeEndObject();
  }

  private static void progress(Members to, @Nullable Progress progress) {
    if (progress == null) {
      to.json.writeNullProperty("progress");
      return;
    }
    to.json.writeName("progress");
    to.json.writeStartObject();
    to.json.writeNumberProperty("fraction", progress.fraction());
    to.text("message", progress.message());
    to.json.writeEndObject();
  }

  private static void stopping(Members to, @Nullable StopProgress stopping) {
    if (stopping == null) {
      to.json.writeNullProperty("stopping");
      return;
    }
    to.json.writeName("stopping");
    to.json.writeStartObject();
    to.text("cause", stopping.cause().name().toLowerCase(Locale.ROOT));
    to.text("step", stopping.step().word());
    to.time("since", stopping.since());
    to.time("kill_at", stopping.killAt());
    to.json.writeEndObject();
  }
}

package dev.retort.store.sqlite.sql;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.TraceParent;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads rows of `experiments` and of the view `snapshots`: the columns come in the order of the
/// table, followed by columns that differ by statement. Not thread-safe.
public final class ExperimentRow {
  private static final int ORDINAL = 1;
  private static final int ID = 2;
  private static final int PROGRAM = 3;
  private static final int PRIORITY = 4;
  public static final int TICKET = 5;
  private static final int NAME = 6;
  private static final int SEQUENCE_BYTES = 7;
  private static final int PARAMETERS = 8;
  private static final int LABELS = 9;
  private static final int FILES = 10;
  private static final int CREATED_AT = 11;
  private static final int TIMEOUT = 12;
  // 13 is the expiry
  private static final int RERUN_OF = 14;
  private static final int STATUS = 15;
  private static final int ATTEMPT = 16;
  private static final int FAILURES = 17;
  private static final int CRASHES = 18;
  private static final int NODE = 19;
  // 20 is the plan's number
  private static final int STARTED_AT = 21;
  private static final int ENDED_AT = 22;
  private static final int CANCEL_REQUESTED_AT = 23;
  private static final int NOT_BEFORE = 24;
  private static final int KEEP = 25;
  private static final int END = 26; // and the next seven, see EndColumns
  private static final int REVISION = 34;

  // 35 is the deferred flag
  private static final int DELETE_AT_END = 36;
  private static final int STREAMS = 37; // and the three that follow, see EndColumns

  private static final int OWNER = 41;
  private static final int TRACEPARENT = 42;

  /// The first column after the columns of the table.
  public static final int FURTHER = 43;

  private final Statements statements;

  public ExperimentRow(Statements statements) {
    this.statements = statements;
  }

  /// Reads a row of the table; without a position.
  public Experiment read(ResultSet row) throws SQLException {
    return experiment(row, null);
  }

  /// Reads a row of `snapshots`.
  public Experiment readWithPosition(ResultSet row) throws SQLException {
    return experiment(row, EndColumns.number(row, FURTHER));
  }

  /// Reads a row of the statement `claim`, which omits the values in the claim itself, because each
  /// column takes a quarter of a microsecond.
  public Claimed readClaimed(ResultSet row, Change.Claim claim) throws SQLException {
    long ordinal = row.getLong(1);
    Instant createdAt = instant(row, 7);
    boolean plain = row.getBoolean(9);
    Query query =
        new Query(
            claim.program(),
            row.getString(4),
            new Sequence.Kept(row.getLong(5)),
            row.getString(6),
            plain || row.getLong(11) == 0 ? List.of() : files(ordinal),
            plain
                ? options(row.getInt(3))
                : options(
                    row.getInt(3),
                    row.getLong(10) == 0 ? Map.of() : labels(ordinal),
                    row,
                    12,
                    21,
                    createdAt),
            plain ? null : rerunOf(row, 14),
            plain ? "" : row.getString(20));
    State.Builder state =
        State.builder(Status.RUNNING).node(claim.node()).startedAt(Timestamps.kept(claim.at()));
    if (plain) {
      state.attempt(1).revision(2);
    } else {
      state
          .attempt(row.getInt(15))
          .failures(row.getInt(16))
          .crashes(row.getInt(17))
          .keep(row.getBoolean(18))
          .revision(row.getLong(19));
    }
    return new Claimed(
        new Experiment(id(row, 2), ordinal, query, createdAt, state.build(), null),
        row.getString(8),
        claim.plan());
  }

  private Experiment experiment(ResultSet row, @Nullable Long position) throws SQLException {
    Instant createdAt = instant(row, CREATED_AT);
    return new Experiment(
        id(row, ID), row.getLong(ORDINAL), query(row, createdAt), createdAt, state(row), position);
  }

  public static ExperimentId id(ResultSet row, int column) throws SQLException {
    return id(row.getBytes(column));
  }

  private static ExperimentId id(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return new ExperimentId(new UUID(bytes.getLong(), bytes.getLong()));
  }

  /// @param first the column of the timeout; the expiry is the next one
  /// @param last the column of the trace
  private static SubmitOptions options(
      int priority,
      Map<String, String> labels,
      ResultSet row,
      int first,
      int last,
      Instant createdAt)
      throws SQLException {
    Long timeout = EndColumns.number(row, first);
    Instant expiresAt = time(row, first + 1);
    String trace = row.getString(last);
    if (timeout == null && expiresAt == null && trace == null && labels.isEmpty()) {
      return options(priority);
    }
    return new SubmitOptions(
        priority,
        labels,
        timeout == null ? null : Timestamps.toDuration(timeout),
        expiresAt == null ? null : Duration.between(createdAt, expiresAt),
        null,
        false,
        trace == null ? null : TraceParent.parse(trace).orElse(null));
  }

  private static SubmitOptions options(int priority) {
    return priority == SubmitOptions.DEFAULT_PRIORITY
        ? SubmitOptions.DEFAULTS
        : SubmitOptions.DEFAULTS.withPriority(priority);
  }

  private static @Nullable ExperimentId rerunOf(ResultSet row, int column) throws SQLException {
    byte @Nullable [] value = row.getBytes(column);
    return value == null ? null : id(value);
  }

  private Query query(ResultSet row, Instant createdAt) throws SQLException {
    long ordinal = row.getLong(ORDINAL);
    return new Query(
        row.getString(PROGRAM),
        row.getString(NAME),
        new Sequence.Kept(row.getLong(SEQUENCE_BYTES)),
        row.getString(PARAMETERS),
        row.getLong(FILES) == 0 ? List.of() : files(ordinal),
        options(
            row.getInt(PRIORITY),
            row.getLong(LABELS) == 0 ? Map.of() : labels(ordinal),
            row,
            TIMEOUT,
            TRACEPARENT,
            createdAt),
        rerunOf(row, RERUN_OF),
        row.getString(OWNER));
  }

  private Map<String, String> labels(long ordinal) throws SQLException {
    Map<String, String> labels = new HashMap<>();
    statements
        .call(Sql.LABELS_OF)
        .number(ordinal)
        .all(row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(label -> labels.put(label.getKey(), label.getValue()));
    return labels;
  }

  private List<AttachedFile> files(long ordinal) throws SQLException {
    return statements
        .call(Sql.FILES_OF)
        .number(ordinal)
        .all(row -> new AttachedFile(row.getString(1), row.getLong(2), row.getString(3)));
  }

  private static State state(ResultSet row) throws SQLException {
    return State.builder(Status.ofWord(row.getString(STATUS)))
        .attempt(row.getInt(ATTEMPT))
        .failures(row.getInt(FAILURES))
        .crashes(row.getInt(CRASHES))
        .node(row.getString(NODE))
        .startedAt(time(row, STARTED_AT))
        .endedAt(time(row, ENDED_AT))
        .cancelRequestedAt(time(row, CANCEL_REQUESTED_AT))
        .notBefore(time(row, NOT_BEFORE))
        .keep(row.getBoolean(KEEP))
        .deleteAtEnd(row.getBoolean(DELETE_AT_END))
        .end(EndColumns.read(row, END, STREAMS))
        .revision(row.getLong(REVISION))
        .build();
  }

  public static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    Long micros = EndColumns.number(row, column);
    return micros == null ? null : Timestamps.toInstant(micros);
  }

  public static Instant instant(ResultSet row, int column) throws SQLException {
    return Timestamps.toInstant(row.getLong(column));
  }
}

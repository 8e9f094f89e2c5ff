package dev.retort.store;

import dev.retort.core.AttachedFile;
import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Terms;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads rows of `experiments` and of the view `snapshots`: the columns come in the order of the
/// table, and what follows them differs by statement. Not thread-safe.
final class ExperimentRow {
  private static final int ORDINAL = 1;
  private static final int ID = 2;
  private static final int PROGRAM = 3;
  private static final int PRIORITY = 4;
  static final int TICKET = 5;
  private static final int NAME = 6;
  private static final int SEQUENCE_BYTES = 7;
  private static final int PARAMETERS = 8;
  private static final int LABELS = 9;
  private static final int FILES = 10;
  private static final int CREATED_AT = 11;
  private static final int TIMEOUT = 12;
  private static final int EXPIRES_AT = 13;
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
  private static final int END = 26; // and the seven that follow, see EndColumns
  private static final int REVISION = 34;

  // 35 says whether it is deferred

  /// The first column after those of the table.
  static final int FURTHER = 36;

  private final Statements statements;

  ExperimentRow(Statements statements) {
    this.statements = statements;
  }

  /// Reads a row of the table: without a position.
  Experiment read(ResultSet row) throws SQLException {
    return experiment(row, null);
  }

  /// Reads a row of `snapshots`.
  Experiment readWithPosition(ResultSet row) throws SQLException {
    return experiment(row, EndColumns.number(row, FURTHER));
  }

  /// Reads a row that the statement `claim` gives: what the claim itself says is not in it. Each
  /// column that is read costs a quarter of a microsecond.
  Claimed readClaimed(ResultSet row, Change.Claim claim) throws SQLException {
    long ordinal = row.getLong(1);
    boolean plain = row.getBoolean(9);
    Query query =
        new Query(
            claim.program(),
            row.getString(4),
            new Sequence.Kept(row.getLong(5)),
            row.getString(6),
            plain || row.getLong(10) == 0 ? Map.of() : labels(ordinal),
            plain || row.getLong(11) == 0 ? List.of() : files(ordinal),
            row.getInt(3),
            plain ? Terms.NONE : terms(row, 12));
    State state =
        new State(
            Status.RUNNING,
            plain ? 1 : row.getInt(15),
            plain ? 0 : row.getInt(16),
            plain ? 0 : row.getInt(17),
            claim.node(),
            Micros.kept(claim.at()),
            null,
            null,
            null,
            !plain && row.getBoolean(18),
            End.NONE,
            plain ? 2 : row.getLong(19));
    return new Claimed(
        new Experiment(id(row, 2), ordinal, query, instant(row, 7), state, null),
        row.getString(8),
        claim.plan());
  }

  private Experiment experiment(ResultSet row, @Nullable Long position) throws SQLException {
    return new Experiment(
        id(row, ID),
        row.getLong(ORDINAL),
        query(row),
        instant(row, CREATED_AT),
        state(row),
        position);
  }

  static ExperimentId id(ResultSet row, int column) throws SQLException {
    return id(row.getBytes(column));
  }

  private static ExperimentId id(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return new ExperimentId(new UUID(bytes.getLong(), bytes.getLong()));
  }

  /// Reads the three columns of the terms.
  private static Terms terms(ResultSet row, int first) throws SQLException {
    Long timeout = EndColumns.number(row, first);
    Instant expiresAt = time(row, first + 1);
    byte @Nullable [] rerunOf = row.getBytes(first + 2);
    return timeout == null && expiresAt == null && rerunOf == null
        ? Terms.NONE
        : new Terms(
            timeout == null ? null : Micros.toDuration(timeout),
            expiresAt,
            rerunOf == null ? null : id(rerunOf));
  }

  private Query query(ResultSet row) throws SQLException {
    long ordinal = row.getLong(ORDINAL);
    return new Query(
        row.getString(PROGRAM),
        row.getString(NAME),
        new Sequence.Kept(row.getLong(SEQUENCE_BYTES)),
        row.getString(PARAMETERS),
        row.getLong(LABELS) == 0 ? Map.of() : labels(ordinal),
        row.getLong(FILES) == 0 ? List.of() : files(ordinal),
        row.getInt(PRIORITY),
        terms(row, TIMEOUT));
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
        .all(row -> new AttachedFile(row.getString(1), row.getLong(2)));
  }

  private static State state(ResultSet row) throws SQLException {
    return new State(
        Status.ofWord(row.getString(STATUS)),
        row.getInt(ATTEMPT),
        row.getInt(FAILURES),
        row.getInt(CRASHES),
        row.getString(NODE),
        time(row, STARTED_AT),
        time(row, ENDED_AT),
        time(row, CANCEL_REQUESTED_AT),
        time(row, NOT_BEFORE),
        row.getBoolean(KEEP),
        EndColumns.read(row, END),
        row.getLong(REVISION));
  }

  static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    Long micros = EndColumns.number(row, column);
    return micros == null ? null : Micros.toInstant(micros);
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return Micros.toInstant(row.getLong(column));
  }
}

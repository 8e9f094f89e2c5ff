package dev.retort.store;

import dev.retort.core.AttachedFile;
import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.End;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
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
  private static final int STATUS = 12;
  private static final int ATTEMPT = 13;
  private static final int FAILURES = 14;
  private static final int NODE = 15;
  // 16 is the plan's number
  private static final int STARTED_AT = 17;
  private static final int ENDED_AT = 18;
  private static final int CANCEL_REQUESTED_AT = 19;
  private static final int NOT_BEFORE = 20;
  private static final int REASON = 21;
  private static final int RETURN_CODE = 22;
  private static final int SIGNAL = 23;
  private static final int MESSAGE = 24;
  private static final int REVISION = 25;

  /// The first column after those of the table.
  static final int FURTHER = 26;

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
    return experiment(row, number(row, FURTHER));
  }

  /// Reads a row that the statement `claim` gives: what the claim itself says is not in it.
  Claimed readClaimed(ResultSet row, Change.Claim claim) throws SQLException {
    long ordinal = row.getLong(1);
    Query query =
        new Query(
            claim.program(),
            row.getString(4),
            new Sequence.Kept(row.getLong(5)),
            row.getString(6),
            row.getLong(7) == 0 ? Map.of() : labels(ordinal),
            row.getLong(8) == 0 ? List.of() : files(ordinal),
            row.getInt(3));
    State state =
        new State(
            Status.RUNNING,
            row.getInt(10),
            row.getInt(11),
            claim.node(),
            Micros.kept(claim.at()),
            null,
            null,
            null,
            End.NONE,
            row.getLong(12));
    return new Claimed(
        new Experiment(id(row, 2), ordinal, query, instant(row, 9), state, null),
        row.getString(13),
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

  private static ExperimentId id(ResultSet row, int column) throws SQLException {
    ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
    return new ExperimentId(new UUID(bytes.getLong(), bytes.getLong()));
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
        row.getInt(PRIORITY));
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
        row.getString(NODE),
        time(row, STARTED_AT),
        time(row, ENDED_AT),
        time(row, CANCEL_REQUESTED_AT),
        time(row, NOT_BEFORE),
        end(row, REASON, RETURN_CODE, SIGNAL, MESSAGE),
        row.getLong(REVISION));
  }

  /// Reads the four columns that say how an attempt ended.
  static End end(ResultSet row, int reason, int returnCode, int signal, int message)
      throws SQLException {
    String word = row.getString(reason);
    Long code = number(row, returnCode);
    Long death = number(row, signal);
    String text = row.getString(message);
    return word == null && code == null && death == null && text == null
        ? End.NONE
        : new End(
            word == null ? null : Reason.ofWord(word),
            code == null ? null : Math.toIntExact(code),
            death == null ? null : Math.toIntExact(death),
            text);
  }

  static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    Long micros = number(row, column);
    return micros == null ? null : Micros.toInstant(micros);
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return Micros.toInstant(row.getLong(column));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return value == 0 && row.wasNull() ? null : value;
  }
}

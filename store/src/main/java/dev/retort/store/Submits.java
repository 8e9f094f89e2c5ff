package dev.retort.store;

import dev.retort.core.AttachedFile;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Submission;
import dev.retort.core.Terms;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Accepts queries: each is answered and counted at once, and its rows are gathered and inserted
/// several at a time. Not thread-safe.
final class Submits {
  /// As many rows as the statements `accept` and `keep_sequences` have places for.
  private static final int ROWS = 16;

  private static final int COLUMNS = 11;

  private final Statements statements;
  private final Lanes lanes;
  private final ExperimentRow rows;
  private final List<Row> gathered = new ArrayList<>(ROWS);

  private record Row(Experiment experiment, long ticket, @Nullable String text) {}

  private record Use(String digest, Experiment experiment, long ticket) {}

  Submits(Statements statements, Lanes lanes) {
    this.statements = statements;
    this.lanes = lanes;
    this.rows = new ExperimentRow(statements);
  }

  Submitted submit(Submission submission) throws SQLException {
    Submission.Idempotency key = submission.idempotency();
    if (key != null && !reserve(key)) {
      return usedBefore(key);
    }
    Query query = submission.query();
    Lane lane = lanes.accept(new Lane.Key(query.program(), query.priority()));
    Experiment accepted = accepted(submission, lane.lastOrdinal());
    Experiment experiment = accepted.withPosition(lanes.position(accepted, lane.lastTicket()));
    String text = query.sequence() instanceof Sequence.Inline inline ? inline.text() : null;
    gathered.add(new Row(experiment, lane.lastTicket(), text));
    if (gathered.size() == ROWS) {
      insert();
    }
    return new Submitted.Accepted(experiment, lanes.backlog());
  }

  /// The experiment as it will be read again.
  private static Experiment accepted(Submission submission, long ordinal) {
    Query query = submission.query();
    Instant notBefore = submission.notBefore();
    return new Experiment(
        submission.id(),
        ordinal,
        query
            .withSequence(new Sequence.Kept(query.sequence().bytes()))
            .withTerms(kept(query.terms())),
        Micros.kept(submission.at()),
        State.accepted(notBefore == null ? null : Micros.kept(notBefore), submission.keep()),
        null);
  }

  private static Terms kept(Terms terms) {
    if (terms.equals(Terms.NONE)) {
      return Terms.NONE;
    }
    Duration timeout = terms.timeout();
    Instant expiresAt = terms.expiresAt();
    return new Terms(
        timeout == null ? null : atLeastOne(Micros.kept(timeout)),
        expiresAt == null ? null : Micros.kept(expiresAt),
        terms.rerunOf());
  }

  /// A timeout is never cut off to nothing.
  private static Duration atLeastOne(Duration timeout) {
    return timeout.isZero() ? Micros.toDuration(1) : timeout;
  }

  private boolean reserve(Submission.Idempotency key) throws SQLException {
    return statements
            .call(Sql.RESERVE_KEY)
            .text(key.owner())
            .text(key.key())
            .text(key.digest())
            .number(lanes.nextOrdinal())
            .update()
        > 0;
  }

  private Submitted usedBefore(Submission.Idempotency key) throws SQLException {
    insert();
    Use use =
        statements
            .call(Sql.FIND_BY_KEY)
            .text(key.owner())
            .text(key.key())
            .one(row ->
                new Use(
                    row.getString(ExperimentRow.FURTHER),
                    rows.read(row),
                    row.getLong(ExperimentRow.TICKET)))
            .orElseThrow();
    if (!use.digest().equals(key.digest())) {
      return new Submitted.Mismatch(use.experiment().id());
    }
    // The counters in the database are those before this transaction: the writer's own are asked.
    Experiment found = use.experiment();
    return new Submitted.Replayed(
        found.withPosition(lanes.position(found, use.ticket())), lanes.backlog());
  }

  /// Inserts what was gathered: before anything that may touch it.
  void insert() throws SQLException {
    if (gathered.isEmpty()) {
      return;
    }
    insertExperiments();
    insertSequences();
    for (Row row : gathered) {
      insertTerms(row.experiment());
      insertLabels(row.experiment());
      insertFiles(row.experiment());
    }
    gathered.clear();
  }

  private void insertExperiments() throws SQLException {
    Call call = statements.call(Sql.ACCEPT);
    for (Row row : gathered) {
      Experiment experiment = row.experiment();
      Query query = experiment.query();
      call.number(experiment.ordinal())
          .id(experiment.id())
          .text(query.program())
          .number(query.priority())
          .number(row.ticket())
          .text(query.name())
          .number(query.sequence().bytes())
          .text(query.parameters())
          .number(query.labels().size())
          .number(query.files().size())
          .time(experiment.createdAt());
    }
    call.nulls((ROWS - gathered.size()) * COLUMNS).update();
  }

  private void insertTerms(Experiment experiment) throws SQLException {
    Terms terms = experiment.query().terms();
    State state = experiment.state();
    if (terms.equals(Terms.NONE) && state.notBefore() == null && !state.keep()) {
      return;
    }
    Duration timeout = terms.timeout();
    statements
        .call(Sql.KEEP_TERMS)
        .number(experiment.ordinal())
        .number(timeout == null ? null : (Long) Micros.of(timeout))
        .time(terms.expiresAt())
        .id(terms.rerunOf())
        .time(state.notBefore())
        .flag(state.keep())
        .update();
  }

  private void insertSequences() throws SQLException {
    Call call = statements.call(Sql.KEEP_SEQUENCES);
    int unused = ROWS;
    for (Row row : gathered) {
      if (row.text() != null) {
        call.number(row.experiment().ordinal()).text(row.text());
        unused--;
      }
    }
    if (unused < ROWS) {
      call.nulls(2 * unused).update();
    }
  }

  private void insertLabels(Experiment experiment) throws SQLException {
    for (Map.Entry<String, String> label : experiment.query().labels().entrySet()) {
      statements
          .call(Sql.KEEP_LABEL)
          .text(label.getKey())
          .text(label.getValue())
          .number(experiment.ordinal())
          .update();
    }
  }

  private void insertFiles(Experiment experiment) throws SQLException {
    int place = 0;
    for (AttachedFile file : experiment.query().files()) {
      statements
          .call(Sql.KEEP_FILE)
          .number(experiment.ordinal())
          .number(place++)
          .text(file.name())
          .number(file.bytes())
          .update();
    }
  }

  /// After a rollback.
  void forget() {
    gathered.clear();
  }
}

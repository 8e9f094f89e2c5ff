package dev.retort.store.sqlite.write;

import dev.retort.core.AttachedFile;
import dev.retort.core.BacklogLimits;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.SubmitOptions;
import dev.retort.core.TraceParent;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Submission;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.QueueCounter;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import dev.retort.store.sqlite.sql.Timestamps;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accepts queries: answers and counts each immediately, gathers their rows, and inserts several at
/// a time. Not thread-safe.
final class Submits {
  /// Number of rows in one call of the statements `accept` and `keep_sequences`.
  private static final int ROWS = 16;

  private static final int COLUMNS = 12;

  private final Statements statements;
  private final QueueCounters queues;
  private final OwnerCounters owners;
  private final ExperimentRow rows;
  private final List<Row> gathered = new ArrayList<>(ROWS);

  private record Row(Experiment experiment, long ticket, @Nullable String text) {}

  private record Use(String digest, Experiment experiment, long ticket) {}

  Submits(Statements statements, QueueCounters queues, OwnerCounters owners) {
    this.statements = statements;
    this.queues = queues;
    this.owners = owners;
    this.rows = new ExperimentRow(statements);
  }

  Submitted submit(Change.Submit submit) throws SQLException {
    Submission submission = submit.submission();
    Submission.Idempotency key = submission.idempotency();
    Query query = submission.query();
    Optional<Submitted> full = full(query, submit.limits());
    if (full.isPresent()) {
      return key == null ? full.get() : usedBefore(query.owner(), key).orElse(full.get());
    }
    if (key != null && !reserve(query.owner(), key)) {
      return usedBefore(query.owner(), key).orElseThrow();
    }
    owners.accept(query.owner());
    QueueCounter queue = queues.accept(new QueueCounter.Key(query.program(), query.priority()));
    Experiment accepted = accepted(submission, queue.lastOrdinal());
    Experiment experiment = accepted.withPosition(queues.position(accepted, queue.lastTicket()));
    String text = query.sequence() instanceof Sequence.Inline inline ? inline.text() : null;
    gathered.add(new Row(experiment, queue.lastTicket(), text));
    if (gathered.size() == ROWS) {
      insert();
    }
    return new Submitted.Accepted(experiment, queues.backlog());
  }

  private Optional<Submitted> full(Query query, BacklogLimits limits) {
    if (limits.equals(BacklogLimits.NONE)) {
      return Optional.empty();
    }
    OwnerCounters.Use owned = owners.of(query.owner());
    BacklogLimits.Present present =
        new BacklogLimits.Present(
            queues.backlog(), queues.backlog(query.program()), owned.backlog(), owned.bytes());
    return limits.reached(present, !query.owner().isEmpty()).<Submitted>map(Submitted.Full::new);
  }

  /// The experiment as later reads return it.
  private static Experiment accepted(Submission submission, long ordinal) {
    Query query = submission.query();
    Submission kept =
        new Submission(
            submission.id(),
            query.withOptions(kept(query.options())),
            submission.idempotency(),
            Timestamps.kept(submission.at()));
    return kept.accepted(ordinal);
  }

  private static SubmitOptions kept(SubmitOptions options) {
    Duration timeout = options.timeout();
    Duration expiresAfter = options.expiresAfter();
    Instant notBefore = options.notBefore();
    return timeout == null && expiresAfter == null && notBefore == null
        ? options
        : options
            .withTimeout(timeout == null ? null : atLeastOne(Timestamps.kept(timeout)))
            .withExpiresAfter(expiresAfter == null ? null : Timestamps.kept(expiresAfter))
            .withNotBefore(notBefore == null ? null : Timestamps.kept(notBefore));
  }

  /// Truncation never makes a timeout zero.
  private static Duration atLeastOne(Duration timeout) {
    return timeout.isZero() ? Timestamps.toDuration(1) : timeout;
  }

  private boolean reserve(String owner, Submission.Idempotency key) throws SQLException {
    return statements
            .call(Sql.RESERVE_KEY)
            .text(owner)
            .text(key.key())
            .text(key.digest())
            .number(queues.nextOrdinal())
            .update()
        > 0;
  }

  /// The answer to a key that was used; empty if it was not.
  private Optional<Submitted> usedBefore(String owner, Submission.Idempotency key)
      throws SQLException {
    insert();
    Optional<Use> use =
        statements
            .call(Sql.FIND_BY_KEY)
            .text(owner)
            .text(key.key())
            .one(row ->
                new Use(
                    row.getString(ExperimentRow.FURTHER),
                    rows.read(row),
                    row.getLong(ExperimentRow.TICKET)));
    return use.map(before -> again(before, key));
  }

  private Submitted again(Use use, Submission.Idempotency key) {
    if (!use.digest().equals(key.digest())) {
      return new Submitted.Mismatch(use.experiment().id());
    }
    // Uses the writer's counters, because those in the database are older than this transaction.
    Experiment found = use.experiment();
    return new Submitted.Replayed(
        found.withPosition(queues.position(found, use.ticket())), queues.backlog());
  }

  /// Inserts the gathered rows; must precede any statement that may read or change them.
  void insert() throws SQLException {
    if (gathered.isEmpty()) {
      return;
    }
    insertExperiments();
    insertSequences();
    for (Row row : gathered) {
      insertOptions(row.experiment());
      insertLabels(row.experiment());
      insertFiles(row.experiment());
    }
    gathered.clear();
  }

  private void insertExperiments() throws SQLException {
    BoundStatement call = statements.call(Sql.ACCEPT);
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
          .time(experiment.createdAt())
          .text(query.owner());
    }
    call.nulls((ROWS - gathered.size()) * COLUMNS).update();
  }

  private void insertOptions(Experiment experiment) throws SQLException {
    Query query = experiment.query();
    Duration timeout = query.options().timeout();
    Instant expiresAt = experiment.expiresAt();
    State state = experiment.state();
    TraceParent trace = query.options().traceparent();
    if (timeout == null
        && expiresAt == null
        && trace == null
        && query.rerunOf() == null
        && state.notBefore() == null
        && !state.keep()) {
      return;
    }
    statements
        .call(Sql.KEEP_OPTIONS)
        .number(experiment.ordinal())
        .number(timeout == null ? null : (Long) Timestamps.of(timeout))
        .time(expiresAt)
        .id(query.rerunOf())
        .time(state.notBefore())
        .flag(state.keep())
        .text(trace == null ? null : trace.toString())
        .update();
  }

  private void insertSequences() throws SQLException {
    BoundStatement call = statements.call(Sql.KEEP_SEQUENCES);
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
          .text(file.clientName())
          .update();
    }
  }

  /// Discards the gathered rows after a rollback.
  void forget() {
    gathered.clear();
  }
}

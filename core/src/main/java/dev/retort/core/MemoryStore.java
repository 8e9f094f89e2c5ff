package dev.retort.core;

import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Change.Submitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The readable reference: a store in maps, written with [Lifecycle]. Nothing survives the process.
/// Thread-safe by one lock.
public final class MemoryStore implements Store {
  private final Map<ExperimentId, Row> rows = new LinkedHashMap<>();
  private final TreeMap<Long, ExperimentId> byOrdinal = new TreeMap<>();
  private final Map<LaneKey, MemoryLane> lanes = new TreeMap<>();
  private final Map<IdempotencyKey, Use> keys = new HashMap<>();
  private final Set<String> paused = new HashSet<>();
  private long lastOrdinal;

  private record LaneKey(String program, int priority) implements Comparable<LaneKey> {
    @Override
    public int compareTo(LaneKey other) {
      return Comparator.comparing(LaneKey::program)
          .thenComparing(LaneKey::priority, Comparator.reverseOrder())
          .compare(this, other);
    }
  }

  private record IdempotencyKey(String owner, String key) {}

  private record Use(String digest, ExperimentId id) {}

  private record Row(
      Experiment experiment,
      long ticket,
      @Nullable String sequence,
      String plan,
      List<Attempt> past) {
    Row with(Experiment value, String newPlan, List<Attempt> newPast) {
      return new Row(value, ticket, sequence, newPlan, newPast);
    }
  }

  @Override
  public synchronized List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = new ArrayList<>(changes.size());
    for (Change<?> change : changes) {
      try {
        results.add(new CommitResult.Done(apply(change)));
      } catch (RetortException refused) {
        results.add(new CommitResult.Refused(refused));
      }
    }
    return results;
  }

  private Object apply(Change<?> change) {
    return switch (change) {
      case Change.Submit submit -> submit(submit.submission());
      case Change.Claim claim -> claim(claim);
      case Change.Finish finish -> finish(finish);
      case Change.Release release -> release(release);
      case Change.Cancel cancel -> cancel(cancel);
      case Change.Pause pause ->
          pause.paused() ? paused.add(pause.program()) : paused.remove(pause.program());
    };
  }

  private Submitted submit(Submission submission) {
    Submission.Idempotency key = submission.idempotency();
    if (key != null) {
      Use use = keys.get(new IdempotencyKey(key.owner(), key.key()));
      if (use != null) {
        return use.digest().equals(key.digest())
            ? new Submitted.Replayed(find(use.id()).orElseThrow(), backlog().length())
            : new Submitted.Mismatch(use.id());
      }
    }
    if (rows.containsKey(submission.id())) {
      throw new RetortException("experiment " + submission.id() + " exists already");
    }
    Experiment experiment = accept(submission);
    if (key != null) {
      keys.put(new IdempotencyKey(key.owner(), key.key()), new Use(key.digest(), submission.id()));
    }
    return new Submitted.Accepted(withPosition(experiment.id()), backlog().length());
  }

  private Experiment accept(Submission submission) {
    Sequence sequence = submission.query().sequence();
    String inline = sequence instanceof Sequence.Inline text ? text.text() : null;
    Query kept = submission.query().withSequence(new Sequence.Kept(sequence.bytes()));
    Experiment experiment =
        new Experiment(
            submission.id(), ++lastOrdinal, kept, submission.at(), State.accepted(), null);
    long ticket = lane(experiment).accept(experiment);
    rows.put(experiment.id(), new Row(experiment, ticket, inline, "", List.of()));
    byOrdinal.put(experiment.ordinal(), experiment.id());
    return experiment;
  }

  private List<Claimed> claim(Change.Claim claim) {
    List<Claimed> taken = new ArrayList<>();
    if (paused.contains(claim.program())) {
      return taken;
    }
    for (Row row : claimable(claim)) {
      State next =
          Lifecycle.claim(row.experiment().state(), claim.node(), claim.at()).orElseThrow();
      Row running = row.with(row.experiment().withState(next), claim.plan(), row.past());
      put(row, running);
      taken.add(new Claimed(running.experiment(), row.sequence(), claim.plan()));
    }
    return taken;
  }

  private List<Row> claimable(Change.Claim claim) {
    List<Row> found = new ArrayList<>();
    for (int priority = Query.HIGHEST_PRIORITY; priority >= Query.LOWEST_PRIORITY; priority--) {
      MemoryLane lane = lanes.get(new LaneKey(claim.program(), priority));
      if (lane == null) {
        continue;
      }
      for (ExperimentId id : lane.pending()) {
        Row row = row(id);
        if (found.size() == claim.limit()) {
          return found;
        }
        if (Lifecycle.claim(row.experiment().state(), claim.node(), claim.at()).isPresent()) {
          found.add(row);
        }
      }
    }
    return found;
  }

  private Optional<Experiment> finish(Change.Finish finish) {
    Row row = rows.get(finish.id());
    return row == null
        ? Optional.empty()
        : Lifecycle.finish(
                row.experiment().state(),
                finish.fence(),
                finish.outcome(),
                finish.retryAt(),
                finish.at())
            .map(next -> moved(row, next, finish.outcome().end(), true, finish.at()));
  }

  private Optional<Experiment> release(Change.Release release) {
    Row row = rows.get(release.id());
    return row == null
        ? Optional.empty()
        : Lifecycle.release(row.experiment().state(), release.fence(), release.at())
            .map(next -> moved(row, next, End.NONE, false, release.at()));
  }

  private Experiment moved(Row row, State next, End end, boolean counted, Instant at) {
    List<Attempt> past = row.past();
    State before = row.experiment().state();
    if (next.status() == Status.PENDING) {
      past = new ArrayList<>(past);
      past.add(new Attempt(before.attempt(), before.node(), before.startedAt(), at, counted, end));
    }
    put(row, row.with(row.experiment().withState(next), row.plan(), List.copyOf(past)));
    return withPosition(row.experiment().id());
  }

  private CancelAnswer cancel(Change.Cancel cancel) {
    Row row = rows.get(cancel.id());
    if (row == null) {
      return new CancelAnswer.Unknown();
    }
    if (row.experiment().status().ended()) {
      return new CancelAnswer.AlreadyEnded(row.experiment());
    }
    Lifecycle.cancel(row.experiment().state(), cancel.at())
        .ifPresent(
            next -> put(row, row.with(row.experiment().withState(next), row.plan(), row.past())));
    Experiment now = row(cancel.id()).experiment();
    return now.status().ended() ? new CancelAnswer.Done(now) : new CancelAnswer.Requested(now);
  }

  private void put(Row before, Row after) {
    rows.put(after.experiment().id(), after);
    lane(after.experiment()).move(before.experiment(), after.experiment());
  }

  private Row row(ExperimentId id) {
    Row row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("no row for " + id);
    }
    return row;
  }

  private MemoryLane lane(Experiment experiment) {
    LaneKey key = new LaneKey(experiment.program(), experiment.query().priority());
    return lanes.computeIfAbsent(key, _ -> new MemoryLane());
  }

  private Experiment withPosition(ExperimentId id) {
    Row row = row(id);
    Experiment experiment = row.experiment();
    State state = experiment.state();
    if (state.status() != Status.PENDING || state.attempt() > 0) {
      return experiment;
    }
    long ahead = 0;
    for (int priority = experiment.query().priority() + 1;
        priority <= Query.HIGHEST_PRIORITY;
        priority++) {
      MemoryLane lane = lanes.get(new LaneKey(experiment.program(), priority));
      ahead += lane == null ? 0 : lane.pendingCount();
    }
    return experiment.withPosition(ahead + lane(experiment).place(row.ticket()));
  }

  @Override
  public synchronized Optional<Experiment> find(ExperimentId id) {
    return rows.containsKey(id) ? Optional.of(withPosition(id)) : Optional.empty();
  }

  @Override
  public synchronized Optional<String> sequence(ExperimentId id) {
    return Optional.ofNullable(rows.get(id)).map(Row::sequence);
  }

  @Override
  public synchronized List<Experiment> list(Filter filter, int limit) {
    Long before = filter.before();
    Map<Long, ExperimentId> older = before == null ? byOrdinal : byOrdinal.headMap(before);
    return new TreeMap<>(older)
        .descendingMap().values().stream()
            .map(this::withPosition)
            .filter(experiment -> matches(filter, experiment))
            .limit(limit)
            .toList();
  }

  private static boolean matches(Filter filter, Experiment experiment) {
    return (filter.status() == null || filter.status() == experiment.status())
        && (filter.program() == null || filter.program().equals(experiment.program()))
        && experiment.query().labels().entrySet().containsAll(filter.labels().entrySet());
  }

  @Override
  public synchronized List<Attempt> attempts(ExperimentId id) {
    Row row = rows.get(id);
    return row == null ? List.of() : row.past();
  }

  @Override
  public synchronized List<Claimed> running() {
    return rows.values().stream()
        .filter(row -> row.experiment().status() == Status.RUNNING)
        .map(row -> new Claimed(row.experiment(), row.sequence(), row.plan()))
        .toList();
  }

  @Override
  public synchronized Backlog backlog() {
    List<Backlog.Lane> counts = new ArrayList<>();
    lanes.forEach(
        (key, lane) -> counts.add(new Backlog.Lane(key.program(), key.priority(), lane.counts())));
    Instant oldest =
        rows.values().stream()
            .map(Row::experiment)
            .filter(experiment -> experiment.status() == Status.PENDING)
            .map(Experiment::createdAt)
            .findFirst()
            .orElse(null);
    return new Backlog(counts, oldest);
  }

  @Override
  public synchronized Set<String> paused() {
    return Set.copyOf(paused);
  }

  @Override
  public String description() {
    return "memory; nothing survives this process";
  }

  @Override
  public void close() {
    // nothing to give back
  }
}

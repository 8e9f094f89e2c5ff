package dev.retort.engine.intake;

import dev.retort.core.BacklogFullException;
import dev.retort.core.BacklogLimits;
import dev.retort.core.DeadlineExceededException;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Violation;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Submission;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.files.Folders;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.submit.SubmitResult;
import dev.retort.engine.work.BoundedWork;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Accepts queries: validates them, moves large inputs to disk, and commits. Thread-safe.
public final class Intake {
  private final GroupCommit commits;
  private final ProgramCatalog catalog;
  private final Folders folders;
  private final InstantSource clock;
  private final ExperimentIds ids;
  private final BoundedWork work;
  private final BacklogLimits limits;

  /// @param limits those of the server and of each owner; programs have their own
  public Intake(
      GroupCommit commits,
      ProgramCatalog catalog,
      Folders folders,
      InstantSource clock,
      ExperimentIds ids,
      BoundedWork work,
      BacklogLimits limits) {
    this.commits = commits;
    this.catalog = catalog;
    this.folders = folders;
    this.clock = clock;
    this.ids = ids;
    this.work = work;
    this.limits = limits;
  }

  /// A valid request, and what it commits.
  private record Checked(SubmitRequest request, Submission submission, BacklogLimits limits) {
    ExperimentId id() {
      return submission.id();
    }
  }

  /// A checked request whose commit is on its way.
  private record Queued(Checked checked, CompletableFuture<Submitted> answer) {}

  /// See `Engine.submit`.
  public Acceptance submit(SubmitRequest request) {
    return submit(request, null);
  }

  /// @param rerunOf the repeated experiment
  public Acceptance submit(SubmitRequest request, @Nullable ExperimentId rerunOf) {
    return accepted(queue(request, rerunOf));
  }

  /// See `Engine.submitAll`.
  public List<SubmitResult> submitAll(List<SubmitRequest> requests) {
    List<Supplier<SubmitResult>> results = new ArrayList<>(requests.size());
    for (SubmitRequest request : requests) {
      results.add(begin(request));
    }
    return results.stream().map(Supplier::get).toList();
  }

  /// Checks a request and queues its commit; the result waits for the commit.
  private Supplier<SubmitResult> begin(SubmitRequest request) {
    try {
      Queued queued = queue(request, null);
      return () -> result(queued);
    } catch (RetortException refused) {
      return () -> new SubmitResult.Refused(refused);
    }
  }

  private SubmitResult result(Queued queued) {
    try {
      return new SubmitResult.Accepted(accepted(queued));
    } catch (OutcomeUnknownException unknown) {
      return new SubmitResult.Unknown(unknown);
    } catch (RetortException refused) {
      return new SubmitResult.Refused(refused);
    }
  }

  /// Checks a request, unpacks its sequence and queues its commit.
  private Queued queue(SubmitRequest request, @Nullable ExperimentId rerunOf) {
    String key = request.idempotencyKey();
    if (key != null) {
      QueryRules.checkKey(key);
    }
    ProgramCatalog.Entry entry = catalog.require(request.program());
    try (Unpacking unpacking =
        rerunOf == null ? Unpacking.of(request, entry, folders) : Unpacking.none(request)) {
      Checked checked = check(unpacking.request(), entry, rerunOf);
      return new Queued(checked, enqueue(checked));
    }
  }

  private Checked check(
      SubmitRequest request, ProgramCatalog.Entry entry, @Nullable ExperimentId rerunOf) {
    String key = request.idempotencyKey();
    Instant now = clock.instant();
    Query query = query(request, entry, rerunOf, now);
    Submission.Idempotency idempotency =
        key == null ? null : new Submission.Idempotency(key, QueryDigest.of(query, request));
    return new Checked(
        request,
        new Submission(ids.next(), query, idempotency, now),
        limits.withProgram(entry.program().settings().limits().maxBacklog()));
  }

  /// Moves large inputs to disk and queues the commit.
  private CompletableFuture<Submitted> enqueue(Checked checked) {
    try {
      folders.take(checked.id(), checked.request().sequence(), checked.request().files());
    } catch (RetortException refused) {
      folders.drop(checked.id());
      throw refused;
    }
    return commits.submit(new Change.Submit(checked.submission(), checked.limits()));
  }

  private Acceptance accepted(Queued queued) {
    Checked checked = queued.checked();
    return switch (await(checked, queued.answer())) {
      case Submitted.Accepted accepted ->
          new Acceptance(accepted.experiment(), accepted.backlog(), false);
      case Submitted.Replayed replayed -> {
        folders.drop(checked.id());
        yield new Acceptance(replayed.experiment(), replayed.backlog(), true);
      }
      case Submitted.Mismatch mismatch -> {
        folders.drop(checked.id());
        throw new IdempotencyMismatchException(mismatch.existing());
      }
      case Submitted.Full full -> {
        folders.drop(checked.id());
        throw new BacklogFullException(full.reached(), checked.submission().query().program());
      }
    };
  }

  /// A pattern or a large value takes a worker: the calling thread may be a virtual one.
  private Query query(
      SubmitRequest request,
      ProgramCatalog.Entry entry,
      @Nullable ExperimentId rerunOf,
      Instant now) {
    if (!entry.schema().isExpensive(request.parameters())) {
      return QueryRules.check(request, entry, rerunOf, now);
    }
    try {
      return work.call(
          "check the parameters", () -> QueryRules.check(request, entry, rerunOf, now));
    } catch (DeadlineExceededException late) {
      throw new InvalidQueryException(
          List.of(new Violation("/parameters", late.getMessage() + "; send shorter values")));
    }
  }

  private Submitted await(Checked checked, CompletableFuture<Submitted> answer) {
    try {
      return commits.await(answer);
    } catch (OutcomeUnknownException unknown) {
      throw unknown;
    } catch (RetortException refused) {
      folders.drop(checked.id());
      throw refused;
    }
  }
}

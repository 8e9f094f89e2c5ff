package dev.retort.engine.intake;

import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Submission;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.files.Folders;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.SubmitRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Accepts queries: validates them, moves large inputs to disk, and commits. Thread-safe.
public final class Intake {
  private final GroupCommit commits;
  private final ProgramCatalog catalog;
  private final Folders folders;
  private final InstantSource clock;
  private final ExperimentIds ids;

  public Intake(
      GroupCommit commits,
      ProgramCatalog catalog,
      Folders folders,
      InstantSource clock,
      ExperimentIds ids) {
    this.commits = commits;
    this.catalog = catalog;
    this.folders = folders;
    this.clock = clock;
    this.ids = ids;
  }

  /// See `Engine.submit`.
  public Acceptance submit(SubmitRequest request) {
    return submit(request, null);
  }

  /// @param rerunOf the repeated experiment
  public Acceptance submit(SubmitRequest request, @Nullable ExperimentId rerunOf) {
    String key = request.idempotencyKey();
    if (key != null) {
      QueryRules.checkKey(key);
    }
    Instant now = clock.instant();
    Query query = QueryRules.check(request, catalog.require(request.program()), rerunOf, now);
    ExperimentId id = ids.next();
    Submission.Idempotency idempotency =
        key == null ? null : new Submission.Idempotency(key, QueryDigest.of(query, request));
    Submitted answer = commit(request, new Submission(id, query, idempotency, now));
    return switch (answer) {
      case Submitted.Accepted accepted ->
          new Acceptance(accepted.experiment(), accepted.backlog(), false);
      case Submitted.Replayed replayed -> {
        folders.drop(id);
        yield new Acceptance(replayed.experiment(), replayed.backlog(), true);
      }
      case Submitted.Mismatch mismatch -> {
        folders.drop(id);
        throw new IdempotencyMismatchException(mismatch.existing());
      }
    };
  }

  private Submitted commit(SubmitRequest request, Submission submission) {
    try {
      folders.take(submission.id(), request.sequence(), request.files());
      return commits.commit(new Change.Submit(submission));
    } catch (OutcomeUnknownException unknown) {
      throw unknown;
    } catch (RetortException refused) {
      folders.drop(submission.id());
      throw refused;
    }
  }
}

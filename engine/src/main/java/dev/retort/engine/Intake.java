package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Change.Submitted;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Submission;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Takes queries: validates, keeps what is large on disk, commits, answers. Thread-safe.
final class Intake {
  private final GroupCommit commits;
  private final ProgramCatalog catalog;
  private final Folders folders;
  private final InstantSource clock;
  private final ExperimentIds ids;

  Intake(
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

  /// See [Engine#submit(SubmitRequest)].
  Acceptance submit(SubmitRequest request) {
    return submit(request, null);
  }

  /// @param rerunOf the experiment whose query this repeats
  Acceptance submit(SubmitRequest request, @Nullable ExperimentId rerunOf) {
    String key = request.idempotencyKey();
    if (key != null) {
      QueryRules.checkKey(key);
    }
    Instant now = Now.of(clock);
    Query query = QueryRules.check(request, catalog.require(request.program()), rerunOf, now);
    ExperimentId id = ids.next();
    Submission.Idempotency idempotency =
        key == null ? null : new Submission.Idempotency("", key, QueryDigest.of(query, request));
    Submitted answer =
        commit(
            request,
            new Submission(
                id,
                query,
                ahead(request.wishes().notBefore(), now),
                request.wishes().keep(),
                idempotency,
                now));
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

  /// A moment that has passed means: at once.
  private static @Nullable Instant ahead(@Nullable Instant notBefore, Instant now) {
    return notBefore != null && notBefore.isAfter(now) ? notBefore : null;
  }

  private Submitted commit(SubmitRequest request, Submission submission) {
    try {
      folders.take(submission.id(), request);
      return commits.commit(new Change.Submit(submission));
    } catch (OutcomeUnknownException unknown) {
      throw unknown;
    } catch (RetortException refused) {
      folders.drop(submission.id());
      throw refused;
    }
  }
}

package dev.retort.engine.submit;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;

/// The result of one of several queries that were submitted together.
public sealed interface SubmitResult {

  /// The query is durable.
  record Accepted(Acceptance acceptance) implements SubmitResult {}

  /// Nothing of the query was accepted.
  ///
  /// @param cause one of the exceptions of `Engine.submit`
  record Refused(RetortException cause) implements SubmitResult {}

  /// It is unknown whether the query was accepted; its idempotency key tells after a restart.
  record Unknown(OutcomeUnknownException cause) implements SubmitResult {}
}

package dev.retort.engine.submit;

import dev.retort.core.Experiment;

/// The durable answer to a query.
///
/// @param experiment the accepted experiment; if `replayed`, its present state
/// @param backlog number of experiments that have not ended, including this one
/// @param replayed whether the idempotency key was already used with the same payload
public record Acceptance(Experiment experiment, long backlog, boolean replayed) {}

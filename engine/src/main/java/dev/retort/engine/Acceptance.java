package dev.retort.engine;

import dev.retort.core.Experiment;

/// The durable answer to a query.
///
/// @param experiment as it was accepted, or, when `replayed`, as it now is
/// @param backlog how many experiments have not ended, this one included while it has not
/// @param replayed true when the same idempotency key and payload came before
public record Acceptance(Experiment experiment, long backlog, boolean replayed) {}

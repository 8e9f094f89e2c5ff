package dev.retort.warden.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The progress of a stop; on disk before the signal that it describes.
///
/// @param cause the first cause; later ones change nothing
/// @param at when the stop was requested; SIGTERM follows immediately
/// @param killedAt when the grace period ended and SIGKILL followed; null before that
public record StopRecord(StopCause cause, Instant at, @Nullable Instant killedAt) {}

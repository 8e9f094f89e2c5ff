package dev.retort.engine.warden;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the stop of an attempt has got; on disk before the signal that it speaks of.
///
/// @param cause the first cause; later ones change nothing
/// @param at when that cause came; SIGTERM follows at once
/// @param killedAt when the grace period was over and SIGKILL followed; null before that
public record Stopping(StopCause cause, Instant at, @Nullable Instant killedAt) {}

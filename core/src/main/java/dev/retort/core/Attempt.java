package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try at running an experiment that was followed by another.
///
/// @param number its number and fence, from 1
/// @param node who ran it
/// @param startedAt when it was claimed
/// @param endedAt when its end was recorded
/// @param counted whether it counts against the limit of attempts
/// @param end what is known of its end
public record Attempt(
    int number,
    @Nullable String node,
    @Nullable Instant startedAt,
    Instant endedAt,
    boolean counted,
    End end) {}

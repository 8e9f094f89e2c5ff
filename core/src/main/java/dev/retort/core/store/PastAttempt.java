package dev.retort.core.store;

import dev.retort.core.EndDetails;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An attempt that was followed by another attempt.
///
/// @param number number and fence, from 1
/// @param node the node of the attempt
/// @param startedAt time of the claim
/// @param endedAt when the end was recorded
/// @param counted whether the attempt counts against the limit
/// @param end details about its end
public record PastAttempt(
    int number,
    @Nullable String node,
    @Nullable Instant startedAt,
    Instant endedAt,
    boolean counted,
    EndDetails end) {}

package dev.retort.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One try at running an experiment.
///
/// @param number from 1
/// @param node who ran it; null when that is not known any more
/// @param startedAt when it began
/// @param endedAt when its end was recorded; null while it runs
/// @param counted whether it counts against the limit of attempts; null while it runs
/// @param reason why it failed; null unless it did
/// @param returnCode what the program returned; null when it did not end by itself
/// @param signal the number of the signal that killed it; null when none did
/// @param message one sentence for a person; null when there is nothing to add
/// @param host the machine that it ran on
/// @param peakMemoryBytes the most memory that it had at a time; null when nobody could tell
/// @param cpuSeconds processor time; null when nobody could tell
/// @param proof how it is known that nothing of it is left
public record RemoteAttempt(
    int number,
    @Nullable String node,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Boolean counted,
    @Nullable String reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message,
    @Nullable String host,
    @Nullable Long peakMemoryBytes,
    @Nullable Double cpuSeconds,
    @Nullable String proof) {

  record Listing(List<RemoteAttempt> attempts) {}
}

package dev.retort.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt to run an experiment.
///
/// @param number from 1
/// @param node the node that ran the attempt; null if unknown
/// @param startedAt start of the attempt
/// @param endedAt when the end was recorded; null while the attempt runs
/// @param counted whether the attempt counts against the limit; null while it runs
/// @param reason why the attempt failed; null unless it failed
/// @param returnCode the program's return code; null after a death by signal or without an exit
/// @param signal the number of the signal that killed the program; null if none did
/// @param message details in words; null if there are none
/// @param host the machine of the attempt
/// @param peakMemoryBytes peak memory; null if unknown
/// @param cpuSeconds processor time; null if unknown
/// @param proof evidence that no process of the attempt is left
/// @param stdout size of standard output; null while the attempt runs and for Java code in the
///   server
/// @param stderr the same for standard error
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
    @Nullable String proof,
    @Nullable RemoteStream stdout,
    @Nullable RemoteStream stderr) {

  record Listing(List<RemoteAttempt> attempts) {}
}

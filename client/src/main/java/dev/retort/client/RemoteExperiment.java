package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.retort.core.Progress;
import dev.retort.core.Status;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An experiment as the server showed it; a snapshot. Immutable.
///
/// @param experimentId its id
/// @param program the program's name
/// @param queryName the client's own name
/// @param parameters the parameters with their defaults
/// @param labels the client's own marks
/// @param priority 1 to 9
/// @param timeout seconds that the query lays down for one attempt; null for the program's own
///   limit
/// @param expiresAt when it is cancelled unless its first attempt has started; null for never
/// @param rerunOf the experiment whose query it repeats; null unless it is a rerun
/// @param keep whether retention passes it over
/// @param status where it is in its life
/// @param reason why it failed, for example `exit` or `timeout`; null unless it did
/// @param returnCode what the program returned; null when it did not end by itself
/// @param signal the number of the signal that killed it; null when none did
/// @param message one sentence for a person; null when there is nothing to add
/// @param host the machine that its latest attempt ran on; null when nothing is known of its end
/// @param peakMemoryBytes the most memory that it had at a time; null when nobody could tell
/// @param cpuSeconds processor time of the program and the children that it waited for; null when
///   nobody could tell
/// @param proof how it is known that nothing of it is left, for example `cgroup`
/// @param attempt the number of the latest attempt; 0 before the first
/// @param failures how many attempts counted against the limit
/// @param position an upper bound of its place among the pending ones; null unless pending
/// @param waitingFor what a pending one waits for, for example `slot`; null when it is about to
///   start
/// @param progress what the program says of itself; null when it says nothing
/// @param createdAt when it was accepted
/// @param startedAt start of the latest attempt; null before
/// @param endedAt when its end was recorded; null before
/// @param notBefore earliest next start; null for at once
/// @param cancelRequestedAt when somebody first asked for its end; null when nobody did
/// @param stopping how far its stop is; null when nobody stops it
/// @param revision rises with each change
/// @param experimentDir where its files lie, on the server's machine
/// @param links further addresses by name
public record RemoteExperiment(
    String experimentId,
    String program,
    String queryName,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> labels,
    int priority,
    @Nullable Double timeout,
    @Nullable Instant expiresAt,
    @Nullable String rerunOf,
    boolean keep,
    Status status,
    @Nullable String reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message,
    @Nullable String host,
    @Nullable Long peakMemoryBytes,
    @Nullable Double cpuSeconds,
    @Nullable String proof,
    int attempt,
    int failures,
    @Nullable Long position,
    @Nullable String waitingFor,
    @Nullable Progress progress,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant notBefore,
    @Nullable Instant cancelRequestedAt,
    @Nullable RemoteStopping stopping,
    long revision,
    @Nullable String experimentDir,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> links) {}

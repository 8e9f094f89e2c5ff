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
/// @param status where it is in its life
/// @param reason why it failed, for example `exit` or `timeout`; null unless it did
/// @param returnCode what the program returned; null when it did not end by itself
/// @param signal the number of the signal that killed it; null when none did
/// @param attempt the number of the latest attempt; 0 before the first
/// @param position an upper bound of its place among the pending ones; null unless pending
/// @param progress what the program says of itself; null when it says nothing
/// @param createdAt when it was accepted
/// @param startedAt start of the latest attempt; null before
/// @param endedAt when its end was recorded; null before
/// @param cancelRequestedAt when somebody first asked for its end; null when nobody did
/// @param notBefore earliest next start; null for at once
/// @param revision rises with each change
/// @param experimentDir where its files lie, on the server's machine
/// @param links further addresses by name
/// @param message one sentence for a person; null when there is nothing to add
public record RemoteExperiment(
    String experimentId,
    String program,
    String queryName,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> labels,
    int priority,
    Status status,
    @Nullable String reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    int attempt,
    @Nullable Long position,
    @Nullable Progress progress,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant cancelRequestedAt,
    @Nullable Instant notBefore,
    long revision,
    @Nullable String experimentDir,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> links,
    @Nullable String message) {}

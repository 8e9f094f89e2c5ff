package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.retort.core.Status;
import dev.retort.core.program.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A snapshot of an experiment on the server. Immutable.
///
/// @param experimentId the id
/// @param program the program's name
/// @param queryName the client's name for the query
/// @param sequenceBytes the size of the sequence
/// @param parameters the parameters, including defaults
/// @param labels pairs for filtering
/// @param priority 1 to 9
/// @param timeout the query's own timeout for one attempt, in seconds; null for the timeout of the
///   program
/// @param expiresAt the experiment is cancelled if it has not started by this time; null for never
/// @param rerunOf the experiment whose query this one repeats; null unless it is a rerun
/// @param owner who submitted the query; null on a server without tokens
/// @param keep whether the experiment is exempt from retention
/// @param deleteAtEnd whether the experiment is deleted once it has ended
/// @param status the status
/// @param reason why it failed, for example `exit` or `timeout`; null unless it failed
/// @param returnCode the program's return code; null after a death by signal or without an exit
/// @param signal the number of the signal that killed the program; null if none did
/// @param message why it failed: the last lines of its stderr, then a sentence of the server; lines
///   are separated by `\n`, and either part may be absent; null if there is none
/// @param host the machine of the latest attempt; null if unknown
/// @param peakMemoryBytes peak memory of the latest attempt; null if unknown
/// @param cpuSeconds processor time of the latest attempt and its child processes; null if unknown
/// @param proof evidence that no process of the attempt is left, for example `cgroup`
/// @param stdout size of standard output; null until the latest attempt has ended, and for Java
///   code in the server
/// @param stderr the same for standard error
/// @param attempt the number of the latest attempt; 0 before the first
/// @param failures the number of attempts that count against the limit
/// @param position upper bound on the place among the pending experiments; null unless pending
/// @param waitingFor why a pending experiment does not start, for example `slot`; null if it is
///   about to start
/// @param waitingReason the same in words that name the cause
/// @param estimatedStart when a pending experiment may start; null if past runs say nothing
/// @param estimatedEnd when it may end; null if past runs say nothing, and once it has ended
/// @param progress the progress that the program reports; null if it reports none
/// @param createdAt when the server accepted the query
/// @param startedAt start of the latest attempt; null before the first
/// @param endedAt when the end was recorded; null before
/// @param notBefore earliest next start; null for immediately
/// @param cancelRequestedAt time of the first cancel request; null if there was none
/// @param stopping progress of a cancel or timeout; null if nothing stops the experiment
/// @param revision increases with each change
/// @param experimentDir the directory of the experiment on the server
/// @param inputFiles the further input files of the query
/// @param links related URIs by name
public record RemoteExperiment(
    String experimentId,
    String program,
    String queryName,
    long sequenceBytes,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> labels,
    int priority,
    @Nullable Double timeout,
    @Nullable Instant expiresAt,
    @Nullable String rerunOf,
    @Nullable String owner,
    boolean keep,
    boolean deleteAtEnd,
    Status status,
    @Nullable String reason,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable String message,
    @Nullable String host,
    @Nullable Long peakMemoryBytes,
    @Nullable Double cpuSeconds,
    @Nullable String proof,
    @Nullable RemoteStream stdout,
    @Nullable RemoteStream stderr,
    int attempt,
    int failures,
    @Nullable Long position,
    @Nullable String waitingFor,
    @Nullable String waitingReason,
    @Nullable RemoteSpan estimatedStart,
    @Nullable RemoteSpan estimatedEnd,
    @Nullable Progress progress,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant notBefore,
    @Nullable Instant cancelRequestedAt,
    @Nullable RemoteStopping stopping,
    long revision,
    @Nullable String experimentDir,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<InputFile> inputFiles,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> links) {

  /// A further input file of a query.
  public record InputFile(String name, long bytes, String href) {}
}

package dev.retort.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The progress of a cancel or timeout.
///
/// @param cause `cancel` or `timeout`
/// @param step `requested` (durable, no signal sent yet), `signalled` (the grace period runs),
///   `killed` (SIGKILL sent), or `ignored` (Java code still runs after the grace period)
/// @param since when the cancel was committed or the timeout expired
/// @param killAt end of the grace period; null if unknown, or if the program cannot be killed
public record RemoteStopping(String cause, String step, Instant since, @Nullable Instant killAt) {}

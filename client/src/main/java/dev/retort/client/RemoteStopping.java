package dev.retort.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the stop of an experiment is.
///
/// @param cause why it stops: `cancel` or `timeout`
/// @param step `requested` (durable, nothing sent yet), `signalled` (it was asked), `killed` (its
///   grace period is over), or `ignored` (Java code that runs on although it was asked)
/// @param since when the wish was committed, or the time was up
/// @param killAt when it is killed, or was; null when that is not known, or cannot be
public record RemoteStopping(String cause, String step, Instant since, @Nullable Instant killAt) {}

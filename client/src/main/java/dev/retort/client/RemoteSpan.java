package dev.retort.client;

import java.time.Instant;

/// A range of time in which something is expected.
///
/// @param percent share of such ranges that hold, 1 to 100
public record RemoteSpan(Instant earliest, Instant latest, int percent) {}

package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The part of an experiment that changes; [Lifecycle] alone makes a new one from an old one.
///
/// @param status where it is in its life
/// @param attempt the number of the latest attempt and its fence; 0 before the first
/// @param failures how many attempts counted against the limit
/// @param crashes how often the process that ran it inside itself died beneath it
/// @param node the node that runs it; null unless running
/// @param startedAt start of the latest attempt
/// @param endedAt when the end was recorded
/// @param cancelRequestedAt when somebody first asked for its end
/// @param notBefore earliest next start; null for at once
/// @param keep whether retention passes it over
/// @param end what is known of the latest attempt's end
/// @param revision rises by one with each change, from 1
public record State(
    Status status,
    int attempt,
    int failures,
    int crashes,
    @Nullable String node,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant cancelRequestedAt,
    @Nullable Instant notBefore,
    boolean keep,
    End end,
    long revision) {

  /// From that many crashes on an experiment is a suspect: it runs alone.
  public static final int SUSPECT = 2;

  /// A newly accepted experiment's state.
  public static State accepted(@Nullable Instant notBefore, boolean keep) {
    return new State(Status.PENDING, 0, 0, 0, null, null, null, null, notBefore, keep, End.NONE, 1);
  }

  /// Whether its process died beneath it so often that it may be what kills it.
  public boolean suspect() {
    return crashes >= SUSPECT;
  }
}

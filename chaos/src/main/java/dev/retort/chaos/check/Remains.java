package dev.retort.chaos.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The files of the attempt that decided an experiment's end.
///
/// @param recorded whether it has an exit record
/// @param returnCode from the exit record
/// @param signal from the exit record
/// @param endedAt from the exit record
/// @param stdout standard output from the API; null if there is none
/// @param cut whether standard output was cut, from the exit record
public record Remains(
    boolean recorded,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable Instant endedAt,
    @Nullable String stdout,
    boolean cut) {

  /// No files.
  public static final Remains NONE = new Remains(false, null, null, null, null, false);
}

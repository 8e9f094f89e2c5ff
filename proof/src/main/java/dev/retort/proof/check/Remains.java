package dev.retort.proof.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an attempt that decided an experiment's end left on disk.
///
/// @param recorded whether it has an exit record
/// @param returnCode by the exit record
/// @param signal by the exit record
/// @param endedAt by the exit record
/// @param stdout standard output as the API gives it; null when there is none
/// @param cut whether the exit record says that standard output was cut
public record Remains(
    boolean recorded,
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable Instant endedAt,
    @Nullable String stdout,
    boolean cut) {

  /// Nothing at all.
  public static final Remains NONE = new Remains(false, null, null, null, null, false);
}
